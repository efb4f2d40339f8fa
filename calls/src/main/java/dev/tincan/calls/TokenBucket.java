package dev.tincan.calls;

import dev.tincan.calls.CallLimits.Rate;

/// Lets a [Rate] of things through. Holds one number, the moment at which the bucket is full again;
/// each token taken moves it on by the time a token takes to come back.
final class TokenBucket {

  private final long tokenNanos;
  private final long burstNanos;
  private long fullAtNanos;

  TokenBucket(Rate rate, long nowNanos) {
    this.tokenNanos = Math.max(1, rate.period().toNanos() / rate.count());
    this.burstNanos = Math.multiplyExact(tokenNanos, rate.burst());
    this.fullAtNanos = nowNanos;
  }

  /// Takes one token; false when there is none.
  boolean tryTake(long nowNanos) {
    long missingNanos = Math.max(0, fullAtNanos - nowNanos);
    if (missingNanos > burstNanos - tokenNanos) {
      return false;
    }
    fullAtNanos = nowNanos + missingNanos + tokenNanos;
    return true;
  }

  /// Whether there is a token, which stays.
  boolean hasToken(long nowNanos) {
    return Math.max(0, fullAtNanos - nowNanos) <= burstNanos - tokenNanos;
  }

  /// The last token taken comes back at once.
  void giveBack() {
    fullAtNanos -= tokenNanos;
  }

  /// When nothing of what was taken matters anymore.
  long fullAtNanos() {
    return fullAtNanos;
  }
}
