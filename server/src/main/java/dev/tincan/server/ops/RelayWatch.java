package dev.tincan.server.ops;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// How much each allocation carries, told from two looks at it. Nothing is counted while nobody
/// asks. Safe for any thread.
public final class RelayWatch {
  /// Who asks sooner gets the same answer: several who look share one measurement.
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  /// A look further back than this tells of the past, not of now.
  private static final long STALE_NANOS = Duration.ofSeconds(15).toNanos();

  private static final int BITS_PER_BYTE = 8;

  private final Supplier<List<RelayedAllocation>> allocations;
  private final Supplier<Long> nanoTime;
  private boolean looked;
  private long lookedNanos;
  private Map<Key, Long> bytes = Map.of();
  private List<Flow> flows = List.of();

  private record Key(String name, String transport, long madeNanos) {}

  /// @param bitsPerSecond both ways; empty before the second look
  public record Flow(String name, String transport, OptionalLong bitsPerSecond) {}

  public RelayWatch(Supplier<List<RelayedAllocation>> allocations, Supplier<Long> nanoTime) {
    this.allocations = allocations;
    this.nanoTime = nanoTime;
  }

  public synchronized List<Flow> now() {
    long nanos = nanoTime.get();
    long passed = nanos - lookedNanos;
    if (looked && passed < FRESH_NANOS) {
      return flows;
    }
    Map<Key, Long> before = looked && passed < STALE_NANOS ? bytes : Map.of();
    List<RelayedAllocation> now = allocations.get();
    flows = now.stream().map(it -> flow(it, before, passed)).toList();
    bytes = new HashMap<>();
    now.forEach(it -> bytes.put(key(it), it.bytes()));
    looked = true;
    lookedNanos = nanos;
    return flows;
  }

  private static Flow flow(RelayedAllocation it, Map<Key, Long> before, long passedNanos) {
    Long last = before.get(key(it));
    OptionalLong rate =
        last == null
            ? OptionalLong.empty()
            : OptionalLong.of(Math.round((it.bytes() - last) * BITS_PER_BYTE * 1e9 / passedNanos));
    return new Flow(it.name(), it.transport(), rate);
  }

  private static Key key(RelayedAllocation it) {
    return new Key(it.name(), it.transport(), it.madeNanos());
  }
}
