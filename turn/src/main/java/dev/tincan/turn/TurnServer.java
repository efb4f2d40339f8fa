package dev.tincan.turn;

import dev.tincan.stun.DecodeResult;
import dev.tincan.stun.ErrorCode;
import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunDecoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.Data;
import dev.tincan.stun.attribute.DontFragment;
import dev.tincan.stun.attribute.Icmp;
import dev.tincan.stun.attribute.UnknownAttribute;
import dev.tincan.stun.attribute.UnknownAttributes;
import dev.tincan.stun.attribute.XorMappedAddress;
import dev.tincan.stun.attribute.XorPeerAddress;
import dev.tincan.stun.auth.Integrity;
import dev.tincan.turn.TurnEvent.CloseReason;
import dev.tincan.turn.TurnEvent.DropReason;
import dev.tincan.turn.allocation.Allocation;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.RelayId;
import dev.tincan.turn.allocation.Transport;
import dev.tincan.turn.policy.AnswerBudget;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// A STUN and TURN server without sockets (RFC 8489, RFC 8656): datagrams and deadlines in, effects
/// out.
///
/// Confined to one thread. Several of them can serve one port, each with its own clients; what they
/// share is in [RelayResources].
public final class TurnServer {
  /// What stands before the payload in a ChannelData message: the room a shell leaves.
  public static final int CHANNEL_HEADER_BYTES = DataLane.CHANNEL_HEADER_BYTES;

  private static final int STUN_BITS = 0b00;
  private static final int CHANNEL_BITS = 0b01;
  private static final int COMPREHENSION_OPTIONAL = 0x8000;
  private static final int UNKNOWN_NAMED_MAX = 32;
  private static final int EXPIRIES_PER_INPUT = 64;

  private final Answers answers;
  private final Authenticator authenticator;
  private final Allocations allocations;
  private final AllocateRequests allocateRequests;
  private final PeerRequests peerRequests;
  private final RelayResources resources;
  private final DataLane lane;

  /// @param random a secure source: reservation tokens and transaction ids come from it
  public TurnServer(
      TurnConfig config,
      KeySource keys,
      RelayResources resources,
      RandomGenerator random,
      Now start) {
    this.answers = new Answers(new AnswerBudget(random.nextInt(), start.nanos()));
    this.authenticator = new Authenticator(config, keys, answers);
    this.allocations = new Allocations(resources);
    this.allocateRequests = new AllocateRequests(config, allocations, resources, answers, random);
    this.peerRequests = new PeerRequests(config, resources, answers);
    this.resources = resources;
    this.lane = new DataLane(allocations, resources, random);
  }

  /// A datagram of a client, or one whole message of its stream.
  public void onClientDatagram(FiveTuple from, ByteBuffer datagram, Now now, TurnOutput out) {
    if (!datagram.hasRemaining()) {
      return;
    }
    // The two first bits tell (RFC 8656 §12).
    switch (datagram.get(datagram.position()) >> 6 & 0b11) {
      case STUN_BITS -> stun(from, datagram, now, out);
      case CHANNEL_BITS -> lane.fromClient(from, datagram, now, out);
      default -> out.dropped(DropReason.UNEXPECTED);
    }
  }

  /// A datagram to a port where Binding is all that is served.
  public void onBindingDatagram(FiveTuple from, ByteBuffer datagram, Now now, TurnOutput out) {
    if (StunDecoder.decode(datagram) instanceof DecodeResult.Decoded decoded
        && decoded.message().stunClass() == StunClass.REQUEST
        && decoded.message().method() == StunMethod.BINDING) {
      binding(new Request(from, decoded.message(), decoded.integrity(), now, out));
    } else {
      out.dropped(DropReason.UNEXPECTED);
    }
  }

  /// Data lane. A datagram that a peer sent to a relayed address. The buffer has room for a
  /// ChannelData header before its position, and for padding behind its limit.
  public void onPeerDatagram(
      RelayId relay, TransportAddress peer, ByteBuffer datagram, Now now, TurnOutput out) {
    lane.fromPeer(relay, peer, datagram, now, out);
  }

  /// The network refused a datagram to this peer (RFC 8656 §11.5).
  public void onPeerUnreachable(
      RelayId relay, TransportAddress peer, Icmp icmp, Now now, TurnOutput out) {
    lane.unreachable(relay, peer, icmp, now, out);
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

  /// From now on nothing new is allocated; what is there may be refreshed.
  public void onDrain() {
    allocateRequests.drain();
  }

  /// When to call [#onDeadline], in monotonic nanos; `Long.MAX_VALUE` when nothing is awaited.
  public long nextDeadline() {
    return allocations.nextDeadline();
  }

  /// Ends what is due, but only so much at once; [#nextDeadline] tells when to go on.
  public void onDeadline(Now now, TurnOutput out) {
    allocations.expire(EXPIRIES_PER_INPUT, now, out);
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
    return new TurnCounts(byTransport, lane.bytesToPeers(), lane.bytesToClients());
  }

  /// What is allocated now.
  public List<AllocationSummary> summaries() {
    var summaries = new ArrayList<AllocationSummary>();
    for (Allocation allocation : allocations.all()) {
      summaries.add(
          new AllocationSummary(
              allocation.owner().user(),
              allocation.client().transport(),
              allocation.createdNanos(),
              allocation.traffic().bytesToPeers(),
              allocation.traffic().bytesToClient()));
    }
    return summaries;
  }

  private void stun(FiveTuple from, ByteBuffer datagram, Now now, TurnOutput out) {
    switch (StunDecoder.decode(datagram)) {
      case DecodeResult.NotStun _ -> out.dropped(DropReason.MALFORMED);
      case DecodeResult.Malformed _ -> out.dropped(DropReason.MALFORMED);
      case DecodeResult.Decoded decoded ->
          message(from, decoded.message(), decoded.integrity(), now, out);
    }
  }

  private void message(
      FiveTuple from, StunMessage message, Integrity integrity, Now now, TurnOutput out) {
    switch (message.stunClass()) {
      case REQUEST -> request(new Request(from, message, integrity, now, out));
      case INDICATION -> indication(from, message, now, out);
      case SUCCESS, ERROR -> out.dropped(DropReason.UNEXPECTED);
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
            answers.error(
                request, user, ErrorCode.UNKNOWN_ATTRIBUTE, new UnknownAttributes(unknown));
          }
        });
  }

  private void binding(Request request) {
    List<Integer> unknown = unknownRequired(request.message());
    if (unknown.isEmpty()) {
      answers.stranger(request, List.of(new XorMappedAddress(request.from().client())));
    } else {
      answers.stranger(
          request, ErrorCode.UNKNOWN_ATTRIBUTE, List.of(new UnknownAttributes(unknown)));
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
          answers.error(request, user, ErrorCode.BAD_REQUEST);
    }
  }

  private interface Handler {
    void handle(Request request, User user, Allocation allocation);
  }

  /// What every request but Allocate needs: an allocation (else 437), made by the same user (else
  /// 441).
  private void onAllocation(Request request, User user, Handler handler) {
    Allocation allocation = allocations.of(request.from());
    if (allocation == null || !allocation.isReady()) {
      answers.error(request, user, ErrorCode.ALLOCATION_MISMATCH);
    } else if (!allocation.owner().user().equals(user.name())) {
      answers.error(request, user, ErrorCode.WRONG_CREDENTIALS);
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
    boolean dontFragment = message.first(DontFragment.class).isPresent();
    if (!unknownRequired(message).isEmpty()
        || peer.isEmpty()
        || data.isEmpty()
        || peer.get().port() == 0
        || (dontFragment && !resources.canForbidFragments())) {
      out.dropped(DropReason.MALFORMED);
    } else if (allocation == null) {
      out.dropped(DropReason.NO_ALLOCATION);
    } else {
      lane.toPeer(
          allocation, peer.get(), ByteBuffer.wrap(data.get().bytes()), dontFragment, now, out);
    }
  }

  /// Types below 0x8000 that are unknown; a malformed one that is known is the method's business.
  private static List<Integer> unknownRequired(StunMessage message) {
    return message.attributes().stream()
        .filter(UnknownAttribute.class::isInstance)
        .map(attribute -> ((UnknownAttribute) attribute).type())
        .filter(type -> type < COMPREHENSION_OPTIONAL)
        .distinct()
        .limit(UNKNOWN_NAMED_MAX)
        .toList();
  }
}
