package dev.tincan.server.relay;

import dev.tincan.server.auth.RestCredentials;
import dev.tincan.server.config.PortRange;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.turn.RelayResources;
import dev.tincan.turn.allocation.AddressFamily;
import dev.tincan.turn.allocation.RelayPorts;
import dev.tincan.turn.allocation.Reservation;
import dev.tincan.turn.policy.Quotas;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// What the loops share. Safe for any thread: a lock, taken a few times in an allocation's life,
/// guards ports and quotas; what the data lane asks is in concurrent maps.
final class SharedResources implements RelayResources {
  private final ReentrantLock lock = new ReentrantLock();

  /// Guarded by `lock`.
  private final RelayPorts ports;

  /// Guarded by `lock`.
  private final Quotas quotas;

  private final Set<InetAddress> own;
  private final SignaledAddresses signaled;
  private final Map<TransportAddress, TransportAddress> boundByRelayed = new ConcurrentHashMap<>();
  private final Map<TransportAddress, TransportAddress> relayedByBound = new ConcurrentHashMap<>();

  /// @param own every address under which this machine is known, the public one too
  SharedResources(
      PortRange range,
      Quotas.Limits limits,
      Collection<InetAddress> own,
      SignaledAddresses signaled) {
    this.ports = new RelayPorts(range.first(), range.last(), new SecureRandom());
    this.quotas = new Quotas(limits);
    this.own = new HashSet<>(own);
    this.signaled = signaled;
  }

  /// The relayed address lives, on this bound one; the same where no NAT is in front.
  void relayOpened(TransportAddress relayed, TransportAddress bound) {
    boundByRelayed.put(relayed, bound);
    relayedByBound.put(bound, relayed);
  }

  void relayClosed(TransportAddress relayed, TransportAddress bound) {
    boundByRelayed.remove(relayed, bound);
    relayedByBound.remove(bound, relayed);
  }

  /// Data lane. Where to send for this peer: a relayed address of our own is reached at its bound
  /// one, so that no router has to turn packets round.
  TransportAddress toBound(TransportAddress peer) {
    return own.contains(peer.address()) ? boundByRelayed.getOrDefault(peer, peer) : peer;
  }

  /// Data lane. Who sent this: a relay of our own is known to others by its relayed address.
  TransportAddress toRelayed(TransportAddress source) {
    return own.contains(source.address()) ? relayedByBound.getOrDefault(source, source) : source;
  }

  @Override
  public boolean supports(AddressFamily family) {
    boolean onlyLoopback = own.stream().allMatch(InetAddress::isLoopbackAddress);
    return own.stream()
        .filter(address -> onlyLoopback || !address.isLoopbackAddress())
        .anyMatch(address -> AddressFamily.ofLength(address.getAddress().length) == family);
  }

  @Override
  public boolean canForbidFragments() {
    return true;
  }

  @Override
  public boolean mayReach(String user, InetAddress peer) {
    String name = RestCredentials.nameOf(user);
    return !RestCredentials.isOfCall(name) || signaled.contains(name, peer);
  }

  @Override
  public boolean isOwnAddress(TransportAddress address) {
    return own.contains(address.address());
  }

  @Override
  public boolean isLiveRelay(TransportAddress address) {
    return boundByRelayed.containsKey(address);
  }

  @Override
  public OptionalInt takePort(long nowNanos) {
    return locked(() -> ports.take(nowNanos));
  }

  @Override
  public OptionalInt takeEvenPort(long nowNanos) {
    return locked(() -> ports.takeEven(nowNanos));
  }

  @Override
  public OptionalInt takePortPair(Reservation reservation, long nowNanos) {
    return locked(() -> ports.takePair(reservation, nowNanos));
  }

  @Override
  public Optional<RelayPorts.Redeemed> redeem(long token, long nowNanos) {
    return locked(() -> ports.redeem(token, nowNanos));
  }

  @Override
  public void releasePort(int port) {
    locked(() -> {
      ports.release(port);
      return true;
    });
  }

  @Override
  public Quotas.Verdict admit(String user, String clientAddress) {
    return locked(() -> quotas.admit(user, clientAddress));
  }

  @Override
  public void leave(String user, String clientAddress) {
    locked(() -> {
      quotas.leave(user, clientAddress);
      return true;
    });
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
