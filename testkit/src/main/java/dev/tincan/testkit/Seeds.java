package dev.tincan.testkit;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Property tests by numbered seeds. A build runs seeds 1 to n, so that it is the same build
/// tomorrow; `-Dseeds=20000` runs more of them, `-Dseed=42` runs one again.
public final class Seeds {
  private Seeds() {}

  /// Runs the body once per seed, with randomness that depends on the seed alone. The first failure
  /// stops the run and names its seed.
  public static void forEach(int count, SeededTest body) {
    Long only = Long.getLong("seed");
    if (only != null) {
      run(only, body);
      return;
    }
    long last = Long.getLong("seeds", count);
    for (long seed = 1; seed <= last; seed++) {
      run(seed, body);
    }
  }

  /// The randomness of one seed, for a failed seed that became a test of its own.
  public static RandomGenerator of(long seed) {
    return new SplittableRandom(seed);
  }

  private static void run(long seed, SeededTest body) {
    try {
      body.run(of(seed));
    } catch (Throwable failure) {
      throw new AssertionError(
          "seed " + seed + " fails; run it again with -Dseed=" + seed, failure);
    }
  }

  /// A test body that takes all its randomness from what it is handed.
  @FunctionalInterface
  public interface SeededTest {
    void run(RandomGenerator random) throws Exception;
  }
}
