package dev.tincan.calls.session;

/// Whether a session has a connection now.
public sealed interface SessionState {

  /// Frames go out on `connection` at once.
  record Attached(ConnectionId connection) implements SessionState {}

  /// Frames wait in the outbox; the session ends at `deadlineNanos` unless a connection resumes it
  /// [S15].
  record Detached(long deadlineNanos) implements SessionState {}
}
