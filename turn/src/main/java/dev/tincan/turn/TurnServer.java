package dev.tincan.turn;

import dev.tincan.stun.DecodeResult;
import dev.tincan.stun.ErrorCode;
import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunDecoder;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.TransactionId;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.Data;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.UnknownAttribute;
import dev.tincan.stun.attribute.UnknownAttributes;
import dev.tincan.stun.attribute.XorMappedAddress;
import dev.tincan.stun.attribute.XorPeerAddress;
import dev.tincan.stun.auth.Integrity;
import dev.tincan.turn.Authenticator.User;
import dev.tincan.turn.TurnEvent.CloseReason;
import dev.tincan.turn.TurnEvent.DropReason;
import dev.tincan.turn.allocation.Allocation;
import dev.tincan.turn.allocation.ChannelBinding;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.Permission;
import dev.tincan.turn.allocation.RelayId;
import dev.tincan.turn.allocation.Transport;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A STUN and TURN server without sockets (RFC 8489, RFC 8656): datagrams and deadlines in, effects
/// out.
///
/// Confined to one thread. Several of them can serve one port, each with its own clients; what they
/// share is in [RelayResources].
public final class TurnServer {
  /// What stands before the payload in a ChannelData message (RFC 8656 §12.4): number and length.
  public static final int CHANNEL_HEADER_BYTES = 4;

  /// ChannelData on a stream is padded to a multiple of this (RFC 8656 §12.5).
  private static final int STREAM_ALIGNMENT = 4;

  private static final int STUN_BITS = 0b00;
  private static final int CHANNEL_BITS = 0b01;
  private static final int COMPREHENSION_OPTIONAL = 0x8000;
  private static final int EXPIRIES_PER_INPUT = 64;

  private final Authenticator authenticator;
  private final Allocations allocations;
  private final AllocateRequests allocateRequests;
  private final PeerRequests peerRequests;
  private final RelayResources resources;
  private final RandomGenerator random;

  private long bytesToPeers;
  private long bytesToClients;

  /// @param random a secure source: reservation tokens and transaction ids come from it
  public TurnServer(
      TurnConfig config, KeySource keys, RelayResources resources, RandomGenerator random) {
    this.authenticator = new Authenticator(config, keys);
    this.allocations = new Allocations(resources);
    this.allocateRequests = new AllocateRequests(allocations, resources, random);
    this.peerRequests = new PeerRequests(config, resources);
    this.resources = resources;
    this.random = random;
  }

  /// A datagram of a client, or one whole message of its stream.
  public void onClientDatagram(FiveTuple from, ByteBuffer datagram, Now now, TurnOutput out) {
    if (!datagram.hasRemaining()) {
      return;
    }
    // The two first bits tell (RFC 8656 §12).
    switch (datagram.get(datagram.position()) >> 6 & 0b11) {
      case STUN_BITS -> stun(from, datagram, now, out);
      case CHANNEL_BITS -> channelData(from, datagram, now, out);
      default -> out.event(new TurnEvent.Dropped(DropReason.UNEXPECTED));
    }
  }

  /// Data lane. A datagram that a peer sent to a relayed address. The buffer has room for a
  /// ChannelData header before its position, and for padding behind its limit.
  public void onPeerDatagram(
      RelayId relay, TransportAddress peer, ByteBuffer datagram, Now now, TurnOutput out) {
    Allocation allocation = allocations.of(relay);
    if (allocation == null) {
      return;
    }
    if (!mayPass(allocation.permission(peer.address(), now.nanos()), peer)) {
      out.event(new TurnEvent.Dropped(DropReason.NO_PERMISSION));
      return;
    }
    int length = datagram.remaining();
    allocation.countToClient(length);
    bytesToClients += length;
    ChannelBinding channel = allocation.channel(peer, now.nanos());
    if (channel == null) {
      out.sendToClient(allocation.client(), dataIndication(peer, datagram));
      return;
    }
    int start = datagram.position() - CHANNEL_HEADER_BYTES;
    datagram
        .putShort(start, (short) channel.number())
        .putShort(start + 2, (short) length)
        .position(start);
    if (allocation.client().transport().isStream()) {
      pad(datagram);
    }
    out.sendToClient(allocation.client(), datagram);
  }

  /// Zeros up to the next multiple of four (RFC 8656 §12.5).
  private static void pad(ByteBuffer message) {
    int padding = -message.remaining() & (STREAM_ALIGNMENT - 1);
    int end = message.limit();
    message.limit(end + padding);
    for (int i = 0; i < padding; i++) {
      message.put(end + i, (byte) 0);
    }
  }

  /// The socket is bound; `relayed` is how peers see it.
  public void onRelayOpened(RelayId relay, TransportAddress relayed, Now now, TurnOutput out) {
    allocateRequests.opened(relay, relayed, now, out);
  }

  /// The socket could not be bound.
  public void onRelayFailed(RelayId relay, Now now, TurnOutput out) {
    allocateRequests.failed(relay, now, out);
  }

  /// The client's stream is closed: its allocation ends with it (RFC 8656 §5).
  public void onClientGone(FiveTuple client, Now now, TurnOutput out) {
    Allocation allocation = allocations.of(client);
    if (allocation != null) {
      allocations.close(allocation, CloseReason.DISCONNECTED, now, out);
    }
  }

  /// Credentials ended before their time: so does what was made with them.
  ///
  /// @param revoked tells by the user name
  public void onCredentialsRevoked(Predicate<String> revoked, Now now, TurnOutput out) {
    allocations
        .ofUser(revoked)
        .forEach(allocation -> allocations.close(allocation, CloseReason.REVOKED, now, out));
  }

  /// When to call [#onDeadline], in monotonic nanos; `Long.MAX_VALUE` when nothing is awaited.
  public long nextDeadline() {
    return allocations.nextDeadline();
  }

  /// Ends what is due, but only so much at once; [#nextDeadline] tells when to go on.
  public void onDeadline(Now now, TurnOutput out) {
    allocations
        .expired(now.nanos(), EXPIRIES_PER_INPUT)
        .forEach(allocation -> allocations.close(allocation, CloseReason.EXPIRED, now, out));
  }

  /// A picture for metrics.
  public TurnCounts counts() {
    var byTransport = new EnumMap<Transport, Integer>(Transport.class);
    for (Transport transport : Transport.values()) {
      byTransport.put(transport, 0);
    }
    allocations
        .all()
        .forEach(allocation -> byTransport.merge(allocation.client().transport(), 1, Integer::sum));
    return new TurnCounts(byTransport, bytesToPeers, bytesToClients);
  }

  /// Data lane. ChannelData of a client goes to the peer of its channel (RFC 8656 §12.6).
  private void channelData(FiveTuple from, ByteBuffer datagram, Now now, TurnOutput out) {
    int start = datagram.position();
    int length =
        datagram.remaining() < CHANNEL_HEADER_BYTES ? -1 : datagram.getShort(start + 2) & 0xFFFF;
    if (length < 0 || length > datagram.remaining() - CHANNEL_HEADER_BYTES) {
      out.event(new TurnEvent.Dropped(DropReason.MALFORMED));
      return;
    }
    Allocation allocation = allocations.of(from);
    if (allocation == null) {
      out.event(new TurnEvent.Dropped(DropReason.NO_ALLOCATION));
      return;
    }
    ChannelBinding channel = allocation.channel(datagram.getShort(start) & 0xFFFF, now.nanos());
    if (channel == null) {
      out.event(new TurnEvent.Dropped(DropReason.NO_CHANNEL));
      return;
    }
    datagram.limit(start + CHANNEL_HEADER_BYTES + length).position(start + CHANNEL_HEADER_BYTES);
    toPeer(allocation, channel.peer(), datagram, now, out);
  }

  /// Data lane.
  private void toPeer(
      Allocation allocation, TransportAddress peer, ByteBuffer payload, Now now, TurnOutput out) {
    if (!mayPass(allocation.permission(peer.address(), now.nanos()), peer)) {
      out.event(new TurnEvent.Dropped(DropReason.NO_PERMISSION));
      return;
    }
    allocation.countToPeer(payload.remaining());
    bytesToPeers += payload.remaining();
    out.sendToPeer(allocation.relay(), peer, payload);
  }

  /// Data lane.
  private boolean mayPass(@Nullable Permission permission, TransportAddress peer) {
    return permission != null && (!permission.ownRelaysOnly() || resources.isLiveRelay(peer));
  }

  private ByteBuffer dataIndication(TransportAddress peer, ByteBuffer payload) {
    byte[] data = new byte[payload.remaining()];
    payload.get(payload.position(), data);
    List<StunAttribute> attributes = List.of(new XorPeerAddress(peer), new Data(data));
    return ByteBuffer.wrap(
        StunEncoder.encode(
            new StunMessage(
                StunClass.INDICATION, StunMethod.DATA, TransactionId.random(random), attributes)));
  }

  private void stun(FiveTuple from, ByteBuffer datagram, Now now, TurnOutput out) {
    switch (StunDecoder.decode(datagram)) {
      case DecodeResult.NotStun _ -> out.event(new TurnEvent.Dropped(DropReason.MALFORMED));
      case DecodeResult.Malformed _ -> out.event(new TurnEvent.Dropped(DropReason.MALFORMED));
      case DecodeResult.Decoded decoded ->
          message(from, decoded.message(), decoded.integrity(), now, out);
    }
  }

  private void message(
      FiveTuple from, StunMessage message, Integrity integrity, Now now, TurnOutput out) {
    switch (message.stunClass()) {
      case REQUEST -> request(new Request(from, message, integrity, now, out));
      case INDICATION -> indication(from, message, now, out);
      case SUCCESS, ERROR -> out.event(new TurnEvent.Dropped(DropReason.UNEXPECTED));
    }
  }

  /// Authentication comes first, then attributes nobody understands, then what the method says (RFC
  /// 8489 §6.3).
  private void request(Request request) {
    if (request.message().method() == StunMethod.BINDING) {
      binding(request);
      return;
    }
    authenticator
        .authenticate(request)
        .ifPresent(user -> {
          List<Integer> unknown = unknownRequired(request.message());
          if (unknown.isEmpty()) {
            turnRequest(request, user);
          } else {
            Answers.error(
                request, user.key(), ErrorCode.UNKNOWN_ATTRIBUTE, new UnknownAttributes(unknown));
          }
        });
  }

  private static void binding(Request request) {
    List<Integer> unknown = unknownRequired(request.message());
    if (unknown.isEmpty()) {
      Answers.success(request, List.of(new XorMappedAddress(request.from().client())));
    } else {
      Answers.error(request, ErrorCode.UNKNOWN_ATTRIBUTE, new UnknownAttributes(unknown));
    }
  }

  private void turnRequest(Request request, User user) {
    switch (request.message().method()) {
      case ALLOCATE -> allocateRequests.allocate(request, user);
      case REFRESH -> onAllocation(request, user, allocateRequests::refresh);
      case CREATE_PERMISSION -> onAllocation(request, user, peerRequests::createPermission);
      case CHANNEL_BIND -> onAllocation(request, user, peerRequests::bindChannel);
      // RFC 6062 is not offered; a Send or Data is no request.
      case BINDING, SEND, DATA, CONNECT, CONNECTION_BIND, CONNECTION_ATTEMPT ->
          Answers.error(request, user.key(), ErrorCode.BAD_REQUEST);
    }
  }

  private interface Handler {
    void handle(Request request, User user, Allocation allocation);
  }

  /// What every request but Allocate needs: an allocation (else 437), made by the same user (else
  /// 441).
  private void onAllocation(Request request, User user, Handler handler) {
    Allocation allocation = allocations.of(request.from());
    if (allocation == null || allocation.relayed().isEmpty()) {
      Answers.error(request, user.key(), ErrorCode.ALLOCATION_MISMATCH);
    } else if (!allocation.owner().user().equals(user.name())) {
      Answers.error(request, user.key(), ErrorCode.WRONG_CREDENTIALS);
    } else {
      handler.handle(request, user, allocation);
    }
  }

  /// Send (RFC 8656 §11.2): needs a peer and data, which may be empty. Errors are silent.
  private void indication(FiveTuple from, StunMessage message, Now now, TurnOutput out) {
    if (message.method() != StunMethod.SEND) {
      return;
    }
    Allocation allocation = allocations.of(from);
    var peer = message.first(XorPeerAddress.class).map(XorPeerAddress::address);
    var data = message.first(Data.class);
    if (!unknownRequired(message).isEmpty()
        || peer.isEmpty()
        || data.isEmpty()
        || peer.get().port() == 0) {
      out.event(new TurnEvent.Dropped(DropReason.MALFORMED));
    } else if (allocation == null) {
      out.event(new TurnEvent.Dropped(DropReason.NO_ALLOCATION));
    } else {
      toPeer(allocation, peer.get(), ByteBuffer.wrap(data.get().bytes()), now, out);
    }
  }

  /// Types below 0x8000 that are unknown; a malformed one that is known is the method's business.
  private static List<Integer> unknownRequired(StunMessage message) {
    return message.attributes().stream()
        .filter(UnknownAttribute.class::isInstance)
        .map(attribute -> ((UnknownAttribute) attribute).type())
        .filter(type -> type < COMPREHENSION_OPTIONAL)
        .distinct()
        .toList();
  }
}
