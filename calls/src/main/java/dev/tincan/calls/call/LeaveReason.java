package dev.tincan.calls.call;

/// Why a participant is no longer in a call.
public enum LeaveReason {
  LEFT("left"),
  LOST("lost"),
  REMOVED("removed");

  private final String wire;

  LeaveReason(String wire) {
    this.wire = wire;
  }

  /// The text on the wire.
  public String wire() {
    return wire;
  }
}
