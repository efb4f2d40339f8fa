package dev.tincan.turn.allocation;

import dev.tincan.stun.address.TransportAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One relayed transport address of an allocation, which has one or, of two families, two of them.
public final class Relay {
  private final RelayId id;
  private final AddressFamily family;
  private final int port;
  private long deadlineNanos;
  private @Nullable TransportAddress address;

  /// @param deadlineNanos when it ends unless refreshed
  public Relay(RelayId id, AddressFamily family, int port, long deadlineNanos) {
    this.id = id;
    this.family = family;
    this.port = port;
    this.deadlineNanos = deadlineNanos;
  }

  /// Its socket is bound; `relayed` is how peers see it.
  public void opened(TransportAddress relayed) {
    address = relayed;
  }

  public void refresh(long newDeadlineNanos) {
    deadlineNanos = newDeadlineNanos;
  }

  public RelayId id() {
    return id;
  }

  public AddressFamily family() {
    return family;
  }

  public int port() {
    return port;
  }

  public long deadlineNanos() {
    return deadlineNanos;
  }

  /// Empty while the socket is being opened.
  public Optional<TransportAddress> address() {
    return Optional.ofNullable(address);
  }
}
