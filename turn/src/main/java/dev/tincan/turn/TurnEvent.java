package dev.tincan.turn;

import dev.tincan.turn.allocation.Transport;
import java.time.Duration;

/// What happened, for whoever keeps history. Names no address.
public sealed interface TurnEvent {
  record AllocationCreated(String user, Transport transport) implements TurnEvent {}

  /// @param traffic what the allocation carried in its life
  record AllocationClosed(
      String user, Transport transport, CloseReason reason, Duration life, Traffic traffic)
      implements TurnEvent {}

  /// A request was answered with an error.
  record Refused(int code) implements TurnEvent {}

  /// Something was thrown away without an answer.
  record Dropped(DropReason reason) implements TurnEvent {}

  /// Payload carried, in bytes and packets, each way.
  record Traffic(
      long bytesToPeers, long packetsToPeers, long bytesToClient, long packetsToClient) {}

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
    OVER_BUDGET
  }
}
