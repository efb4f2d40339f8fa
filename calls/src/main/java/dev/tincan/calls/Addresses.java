package dev.tincan.calls;

import java.util.LinkedHashMap;
import java.util.Map;

/// What is limited per client address: sessions, and the rates of calls created [S25] and of wrong
/// guesses [S93]. An address is forgotten when it has no session and its buckets are full again, so
/// that closing a session does not refill them.
final class Addresses {

  private final CallLimits limits;
  private final Deadlines<Due> deadlines;
  private final Map<ClientAddress, Entry> entries = new LinkedHashMap<>();

  private static final class Entry {
    private final TokenBucket calls;
    private final TokenBucket guesses;
    private int sessions;

    private Entry(TokenBucket calls, TokenBucket guesses) {
      this.calls = calls;
      this.guesses = guesses;
    }

    private long forgettableAtNanos() {
      long calm = calls.fullAtNanos();
      return guesses.fullAtNanos() - calm > 0 ? guesses.fullAtNanos() : calm;
    }
  }

  Addresses(CallLimits limits, Deadlines<Due> deadlines) {
    this.limits = limits;
    this.deadlines = deadlines;
  }

  /// Counts one more session; false when the address has as many as it may.
  boolean tryAddSession(ClientAddress address, Now now) {
    if (entry(address, now).sessions >= limits.sizes().sessionsPerAddress()) {
      return false;
    }
    addSession(address, now);
    return true;
  }

  /// Counts one more session however many there are.
  void addSession(ClientAddress address, Now now) {
    entry(address, now).sessions++;
    deadlines.cancel(new Due.Forget(address));
  }

  void removeSession(ClientAddress address, Now now) {
    Entry entry = entry(address, now);
    entry.sessions--;
    if (entry.sessions == 0) {
      deadlines.set(new Due.Forget(address), entry.forgettableAtNanos());
    }
  }

  /// Counts one more call created; false when there were too many of late.
  boolean tryAddCall(ClientAddress address, Now now) {
    return entry(address, now).calls.tryTake(now.nanos());
  }

  /// Whether one more guess is allowed.
  boolean mayGuess(ClientAddress address, Now now) {
    return entry(address, now).guesses.hasToken(now.nanos());
  }

  /// Counts one more guess; false when there were too many of late [S93].
  boolean tryGuess(ClientAddress address, Now now) {
    return entry(address, now).guesses.tryTake(now.nanos());
  }

  /// The last guess was right, and counts for nothing.
  void wasRight(ClientAddress address, Now now) {
    entry(address, now).guesses.giveBack();
  }

  void forget(ClientAddress address) {
    entries.remove(address);
  }

  void clear() {
    entries.clear();
  }

  int size() {
    return entries.size();
  }

  private Entry entry(ClientAddress address, Now now) {
    return entries.computeIfAbsent(
        address,
        _ ->
            new Entry(
                new TokenBucket(limits.rates().calls(), now.nanos()),
                new TokenBucket(limits.rates().guesses(), now.nanos())));
  }
}
