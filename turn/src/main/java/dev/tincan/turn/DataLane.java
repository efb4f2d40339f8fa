package dev.tincan.turn;

import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.TransactionId;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.Data;
import dev.tincan.stun.attribute.Icmp;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.XorPeerAddress;
import dev.tincan.turn.TurnEvent.DropReason;
import dev.tincan.turn.allocation.Allocation;
import dev.tincan.turn.allocation.ChannelBinding;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.Permission;
import dev.tincan.turn.allocation.Relay;
import dev.tincan.turn.allocation.RelayId;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Payload on its way through an allocation (RFC 8656 §11, §12). ChannelData takes no memory,
/// either way: the header is written into the buffer that came in.
final class DataLane {
  /// What stands before the payload in a ChannelData message (RFC 8656 §12.4): number and length.
  static final int CHANNEL_HEADER_BYTES = 4;

  /// ChannelData on a stream is padded to a multiple of this (RFC 8656 §12.5).
  private static final int STREAM_ALIGNMENT = 4;

  /// What fits a Data indication beside the peer's address, whose length field has 16 bits.
  private static final int INDICATION_DATA_MAX = 65_535 - 64;

  private final Allocations allocations;
  private final RelayResources resources;
  private final RandomGenerator random;

  private long bytesToPeers;
  private long bytesToClients;

  DataLane(Allocations allocations, RelayResources resources, RandomGenerator random) {
    this.allocations = allocations;
    this.resources = resources;
    this.random = random;
  }

  /// ChannelData of a client goes to the peer of its channel (RFC 8656 §12.6).
  void fromClient(FiveTuple from, ByteBuffer message, Now now, TurnOutput out) {
    int start = message.position();
    int length =
        message.remaining() < CHANNEL_HEADER_BYTES ? -1 : message.getShort(start + 2) & 0xFFFF;
    if (length < 0 || length > message.remaining() - CHANNEL_HEADER_BYTES) {
      out.dropped(DropReason.MALFORMED);
      return;
    }
    Allocation allocation = allocations.of(from);
    if (allocation == null) {
      out.dropped(DropReason.NO_ALLOCATION);
      return;
    }
    ChannelBinding channel = allocation.channel(message.getShort(start) & 0xFFFF, now.nanos());
    if (channel == null) {
      out.dropped(DropReason.NO_CHANNEL);
      return;
    }
    message.limit(start + CHANNEL_HEADER_BYTES + length).position(start + CHANNEL_HEADER_BYTES);
    toPeer(allocation, channel.peer(), message, false, now, out);
  }

  /// One payload to a peer that the allocation permits.
  void toPeer(
      Allocation allocation,
      TransportAddress peer,
      ByteBuffer payload,
      boolean dontFragment,
      Now now,
      TurnOutput out) {
    Relay relay = allocation.relayFor(peer.address());
    if (relay == null || !mayPass(allocation.permission(peer.address(), now.nanos()), peer)) {
      out.dropped(DropReason.NO_PERMISSION);
      return;
    }
    int length = payload.remaining();
    if (!allocation.bandwidth().take(length, now.nanos())) {
      out.dropped(DropReason.OVER_BANDWIDTH);
      return;
    }
    allocation.traffic().toPeer(length);
    bytesToPeers += length;
    out.sendToPeer(relay.id(), peer, payload, dontFragment);
  }

  /// A datagram that a peer sent to a relayed address. The buffer has room for a ChannelData header
  /// before its position, and for padding behind its limit.
  void fromPeer(
      RelayId relay, TransportAddress peer, ByteBuffer datagram, Now now, TurnOutput out) {
    Allocation allocation = allocations.of(relay);
    if (allocation == null || !allocation.isReady()) {
      return;
    }
    if (!mayPass(allocation.permission(peer.address(), now.nanos()), peer)) {
      out.dropped(DropReason.NO_PERMISSION);
      return;
    }
    int length = datagram.remaining();
    if (!allocation.bandwidth().take(length, now.nanos())) {
      out.dropped(DropReason.OVER_BANDWIDTH);
      return;
    }
    allocation.traffic().toClient(length);
    bytesToClients += length;
    ChannelBinding channel = allocation.channel(peer, now.nanos());
    if (channel == null) {
      if (length > INDICATION_DATA_MAX) {
        out.dropped(DropReason.MALFORMED);
        return;
      }
      byte[] data = new byte[length];
      datagram.get(data);
      indicate(allocation, List.of(new XorPeerAddress(peer), new Data(data)), out);
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

  /// What the network said of a datagram to this peer, as long as the client may know of it (RFC
  /// 8656 §11.5).
  void unreachable(RelayId relay, TransportAddress peer, Icmp icmp, Now now, TurnOutput out) {
    Allocation allocation = allocations.of(relay);
    if (allocation == null || !isRelayed(peer, icmp)) {
      return;
    }
    if (!mayPass(allocation.permission(peer.address(), now.nanos()), peer)) {
      out.dropped(DropReason.NO_PERMISSION);
      return;
    }
    indicate(allocation, List.of(new XorPeerAddress(peer), icmp), out);
  }

  /// Destination unreachable and time exceeded of IPv4; of IPv6 also a packet that was too big (RFC
  /// 8656 §11.5).
  private static boolean isRelayed(TransportAddress peer, Icmp icmp) {
    return peer.address() instanceof Inet4Address
        ? icmp.type() == 3 || icmp.type() == 11
        : icmp.type() >= 1 && icmp.type() <= 3;
  }

  private boolean mayPass(@Nullable Permission permission, TransportAddress peer) {
    return permission != null && (!permission.ownRelaysOnly() || resources.isLiveRelay(peer));
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

  private void indicate(Allocation allocation, List<StunAttribute> attributes, TurnOutput out) {
    var indication =
        new StunMessage(
            StunClass.INDICATION, StunMethod.DATA, TransactionId.random(random), attributes);
    out.sendToClient(allocation.client(), ByteBuffer.wrap(StunEncoder.encode(indication)));
  }

  long bytesToPeers() {
    return bytesToPeers;
  }

  long bytesToClients() {
    return bytesToClients;
  }
}
