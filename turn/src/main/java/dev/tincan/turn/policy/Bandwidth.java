package dev.tincan.turn.policy;

import java.time.Duration;

/// A token bucket over bytes, both ways together: what is beyond is dropped, as a full link would.
public final class Bandwidth {
  private static final long NANOS = Duration.ofSeconds(1).toNanos();

  private final long bytesPerSecond;
  private long tokens;
  private long filledNanos;

  /// @param bytesPerSecond so much may also come at once
  public Bandwidth(long bytesPerSecond, long nowNanos) {
    this.bytesPerSecond = bytesPerSecond;
    this.tokens = bytesPerSecond;
    this.filledNanos = nowNanos;
  }

  /// Data lane. Takes the bytes out of the bucket; false when they are not in it.
  public boolean take(int bytes, long nowNanos) {
    long elapsed = Math.min(nowNanos - filledNanos, NANOS);
    long fresh = elapsed * bytesPerSecond / NANOS;
    if (fresh > 0) {
      tokens = Math.min(bytesPerSecond, tokens + fresh);
      filledNanos = nowNanos;
    }
    if (tokens < bytes) {
      return false;
    }
    tokens -= bytes;
    return true;
  }
}
