package dev.tincan.calls.call;

/// Why a call is over.
public enum EndReason {
  /// A host ended it [S22].
  HOST("host"),
  /// Nobody was left in it for a while [S21].
  EMPTY("empty"),
  /// Nobody ever joined it [S21].
  EXPIRED("expired"),
  /// It lasted as long as it may [S86].
  MAX_LENGTH("max_length"),
  /// Whoever made it called it off [S87].
  CANCELED("canceled");

  private final String wire;

  EndReason(String wire) {
    this.wire = wire;
  }

  /// The text on the wire.
  public String wire() {
    return wire;
  }
}
