package dev.tincan.server.config;

/// A value that never shows itself: neither in a log nor in an error.
public record Secret(String unredacted) {
  @Override
  public String toString() {
    return "Secret[redacted]";
  }
}
