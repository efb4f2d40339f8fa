package dev.tincan.turn.allocation;

/// The transport protocol between client and server (RFC 8656 §3.1).
public enum Transport {
  UDP(17, false),
  TCP(6, true),
  TLS(6, true);

  private final int protocolNumber;
  private final boolean stream;

  Transport(int protocolNumber, boolean stream) {
    this.protocolNumber = protocolNumber;
    this.stream = stream;
  }

  /// IANA's number of the transport below.
  public int protocolNumber() {
    return protocolNumber;
  }

  /// Whether messages follow each other without boundaries, so that ChannelData is padded (RFC 8656
  /// §12.5).
  public boolean isStream() {
    return stream;
  }
}
