package dev.tincan.calls.session;

/// What the number of a received envelope means [S7].
public enum Inbound {
  /// The next one: handle it.
  NEXT,
  /// Received before: ignore it.
  REPEATED,
  /// A number is missing: the connection breaks the protocol.
  GAP
}
