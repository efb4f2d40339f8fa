package dev.tincan.turn;

import dev.tincan.stun.address.TransportAddress;
import dev.tincan.turn.allocation.AddressFamily;
import dev.tincan.turn.allocation.RelayPorts;
import dev.tincan.turn.allocation.Reservation;
import dev.tincan.turn.policy.Quotas;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;

/// What all servers of one process share: ports, quotas, and who is relayed where. One [TurnServer]
/// runs per event loop and knows only its own allocations; this is what they must agree on.
public interface RelayResources {
  /// Whether relayed addresses of this family can be had.
  boolean supports(AddressFamily family);

  /// Whether a datagram to a peer can forbid routers to cut it (RFC 8656 §14).
  boolean canForbidFragments();

  /// Whether this user may be relayed to this public address: one that a candidate of its call
  /// named. True for users that belong to no call.
  boolean mayReach(String user, InetAddress peer);

  OptionalInt takePort(long nowNanos);

  OptionalInt takeEvenPort(long nowNanos);

  /// An even port; the next one is kept for whoever shows the token in time.
  OptionalInt takePortPair(Reservation reservation, long nowNanos);

  Optional<RelayPorts.Redeemed> redeem(long token, long nowNanos);

  void releasePort(int port);

  Quotas.Verdict admit(String user, String clientAddress);

  void leave(String user, String clientAddress);

  /// Data lane. Whether this IP is one that relayed addresses of this process stand on.
  boolean isOwnAddress(TransportAddress address);

  /// Data lane. Whether this is the relayed address of a living allocation of this process.
  boolean isLiveRelay(TransportAddress address);
}
