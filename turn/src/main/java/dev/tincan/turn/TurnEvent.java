package dev.tincan.turn;

import dev.tincan.turn.allocation.Allocation;
import dev.tincan.turn.allocation.Transport;
import java.time.Duration;

/// What happened, for whoever keeps history.
public sealed interface TurnEvent {
  record AllocationCreated(String user, Transport transport) implements TurnEvent {}

  /// An allocation's whole life.
  record AllocationClosed(Allocation allocation, CloseReason reason, Duration life)
      implements TurnEvent {}

  /// A request was answered with an error.
  record Refused(Transport transport, int code) implements TurnEvent {}

  enum CloseReason {
    EXPIRED,
    DELETED,
    DISCONNECTED,
    REVOKED
  }

  enum DropReason {
    MALFORMED,
    NO_ALLOCATION,
    NO_PERMISSION,
    NO_CHANNEL,
    UNEXPECTED,
    OVER_BUDGET,
    OVER_BANDWIDTH
  }
}
