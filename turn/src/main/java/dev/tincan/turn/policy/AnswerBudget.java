package dev.tincan.turn.policy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;

/// How many answers a source may have before it has shown who it is. Sources can be forged, so
/// nothing is kept of any of them: a fixed table of token buckets, in which some share one.
public final class AnswerBudget {
  private static final int BUCKETS = 4_096;
  private static final int NETWORK_BYTES_IPV6 = 8;

  /// A browser that gathers asks about ten times; an office behind one address may have hundreds of
  /// them. A victim of forged requests gets no more than this either.
  private static final int PER_SECOND = 200;

  private static final int BURST = 2_000;
  private static final long NANOS_PER_TOKEN = Duration.ofSeconds(1).toNanos() / PER_SECOND;

  /// When each bucket would be full again; in the past when it is full.
  private final long[] fullAtNanos = new long[BUCKETS];

  private final int seed;

  /// @param seed random: nobody shall choose whose bucket is shared
  public AnswerBudget(int seed, long nowNanos) {
    this.seed = seed;
    Arrays.fill(fullAtNanos, nowNanos);
  }

  /// Takes one answer from the source's bucket; false when it is empty.
  public boolean take(InetAddress source, long nowNanos) {
    int bucket = bucketOf(source);
    long fullAt = fullAtNanos[bucket];
    if (fullAt - nowNanos < 0) {
      fullAt = nowNanos;
    }
    if (fullAt - nowNanos > (BURST - 1) * NANOS_PER_TOKEN) {
      return false;
    }
    fullAtNanos[bucket] = fullAt + NANOS_PER_TOKEN;
    return true;
  }

  /// The port does not count; of IPv6, a /64 is one source.
  private int bucketOf(InetAddress source) {
    byte[] address = source.getAddress();
    int length = source instanceof Inet4Address ? address.length : NETWORK_BYTES_IPV6;
    int hash = seed;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ address[i]) * 0x01000193;
    }
    hash ^= hash >>> 15;
    hash *= 0x2C1B3C6D;
    hash ^= hash >>> 13;
    return hash & (BUCKETS - 1);
  }
}
