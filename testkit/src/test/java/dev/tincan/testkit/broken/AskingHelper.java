package dev.tincan.testkit.broken;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Breaks the rules of a pure core, one a line.
final class AskingHelper {
  static int calls = 0;

  final ReentrantLock lock = new ReentrantLock();
  final Map<String, String> map = new HashMap<>();
  final Supplier<Instant> time = Instant::now;
  final long nanos = System.nanoTime();
  final int dice = new Random(1).nextInt();
}
