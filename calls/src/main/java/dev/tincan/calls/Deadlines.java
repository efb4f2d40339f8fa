package dev.tincan.calls;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// At most one deadline for each thing that waits for one; the soonest is known, equal ones keep
/// the order in which they were set.
final class Deadlines<K> {

  private final TreeSet<Entry<K>> bySoonest = new TreeSet<>(Deadlines::soonerFirst);
  private final Map<K, Entry<K>> byWhat = new LinkedHashMap<>();
  private long entriesMade;

  private record Entry<K>(long nanos, long order, K what) {}

  /// `what` is due at `nanos`, and no longer when it was before.
  void set(K what, long nanos) {
    cancel(what);
    var entry = new Entry<>(nanos, entriesMade++, what);
    byWhat.put(what, entry);
    bySoonest.add(entry);
  }

  /// Nothing is awaited for `what`.
  void cancel(K what) {
    Entry<K> entry = byWhat.remove(what);
    if (entry != null) {
      bySoonest.remove(entry);
    }
  }

  void clear() {
    byWhat.clear();
    bySoonest.clear();
  }

  boolean isSet(K what) {
    return byWhat.containsKey(what);
  }

  /// The soonest deadline, `Long.MAX_VALUE` when there is none.
  long next() {
    return bySoonest.isEmpty() ? Long.MAX_VALUE : bySoonest.getFirst().nanos();
  }

  /// Removes and returns what has been due longest.
  Optional<K> pollDue(Now now) {
    if (bySoonest.isEmpty() || !now.reached(bySoonest.getFirst().nanos())) {
      return Optional.empty();
    }
    Entry<K> entry = bySoonest.removeFirst();
    byWhat.remove(entry.what());
    return Optional.of(entry.what());
  }

  /// Compares by difference, as nanos may wrap.
  private static <K> int soonerFirst(Entry<K> a, Entry<K> b) {
    int byTime = Long.signum(a.nanos() - b.nanos());
    return byTime != 0 ? byTime : Long.compare(a.order(), b.order());
  }
}
