package dev.tincan.calls.call;

import java.time.Instant;

/// The life of a call: open → waiting → live → lingering → ended; waiting and live alternate, and a
/// lingering call comes back to life when someone joins.
public sealed interface CallState {

  /// Created and never joined; expires at `deadlineNanos`.
  record Open(long deadlineNanos) implements CallState {}

  /// One participant is inside.
  record Waiting() implements CallState {}

  /// Two or more are inside.
  record Live() implements CallState {}

  /// Everyone has left; ends at `deadlineNanos`.
  record Lingering(long deadlineNanos) implements CallState {}

  /// Over for good.
  record Ended(EndReason reason, Instant at) implements CallState {}
}
