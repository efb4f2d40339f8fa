package dev.tincan.calls.call;

import java.time.Instant;

/// The life of a call: scheduled → open → waiting → live → lingering → ended; waiting and live
/// alternate, a lingering call comes back to life when someone joins, and one that comes again is
/// scheduled once more [S83].
public sealed interface CallState {

  /// Its time has not come: hosts may open it, everybody else waits. Looked at again at
  /// `deadlineNanos`, which is not after the start.
  record Scheduled(Instant startsAt, long deadlineNanos) implements CallState {}

  /// It may be joined and never was; expires at `deadlineNanos`.
  record Open(long deadlineNanos) implements CallState {}

  /// One participant is inside.
  record Waiting() implements CallState {}

  /// Two or more are inside.
  record Live() implements CallState {}

  /// Everyone has left; ends at `deadlineNanos`.
  record Lingering(long deadlineNanos) implements CallState {}

  /// Over for good.
  record Ended(EndReason reason, Instant at) implements CallState {}

  /// The text on the wire.
  default String wire() {
    return switch (this) {
      case Scheduled _ -> "scheduled";
      case Open _ -> "open";
      case Waiting _ -> "waiting";
      case Live _ -> "live";
      case Lingering _ -> "lingering";
      case Ended _ -> "ended";
    };
  }
}
