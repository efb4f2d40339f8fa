package dev.tincan.calls.call;

/// What a participant sends, and a host may stop.
public enum MediaKind {
  AUDIO("audio"),
  VIDEO("video"),
  /// The screen, and what is heard with it.
  SHARE("share");

  private final String wire;

  MediaKind(String wire) {
    this.wire = wire;
  }

  /// The text on the wire and in the database.
  public String wire() {
    return wire;
  }
}
