package dev.tincan.server.api;

import java.util.HashMap;
import java.util.Map;

/// How much of something each key may still have in this minute. Safe for any thread.
final class Budget<K> {
  static final long MINUTE_SECONDS = 60;

  private final int perMinute;
  private final int keysMax;
  private final Map<K, Integer> taken = new HashMap<>();
  private long minute;

  /// @param keysMax how many are told apart; those that come when there are so many get nothing
  Budget(int perMinute, int keysMax) {
    this.perMinute = perMinute;
    this.keysMax = keysMax;
  }

  /// @param remaining after this one; negative when there was none left
  /// @param resetSeconds until everything is free again
  record Rest(int limit, int remaining, long resetSeconds) {
    boolean isExceeded() {
      return remaining < 0;
    }
  }

  /// Takes one.
  synchronized Rest take(K key, long nowSeconds) {
    Rest before = look(key, nowSeconds);
    if (before.remaining() > 0) {
      taken.merge(key, 1, Integer::sum);
    }
    return new Rest(perMinute, before.remaining() - 1, before.resetSeconds());
  }

  /// What is left, without taking any.
  synchronized Rest look(K key, long nowSeconds) {
    if (nowSeconds / MINUTE_SECONDS != minute) {
      minute = nowSeconds / MINUTE_SECONDS;
      taken.clear();
    }
    boolean strange = !taken.containsKey(key) && taken.size() >= keysMax;
    int remaining = strange ? 0 : perMinute - taken.getOrDefault(key, 0);
    return new Rest(perMinute, remaining, MINUTE_SECONDS - nowSeconds % MINUTE_SECONDS);
  }
}
