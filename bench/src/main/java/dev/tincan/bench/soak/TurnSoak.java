package dev.tincan.bench.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Minutes of clients that come and go, then the verdict: nothing reached the wrong one, nothing is
/// left, and the heap did not grow.
public final class TurnSoak {
  private static final String SECRET = "soak";
  private static final int CLIENTS = 500;
  private static final int PACKETS_PER_SECOND = 20_000;

  /// Few above what is held at once, so that ports that leak are missed soon.
  private static final String RELAY_PORTS = "62000-62899";

  private static final Duration PROGRESS = Duration.ofSeconds(10);
  private static final Duration HEAP_SAMPLE = Duration.ofSeconds(30);
  private static final int HEAP_SAMPLES_MIN = 12;
  private static final double HEAP_TOLERANCE = 0.05;
  private static final double HEAP_TOLERANCE_BYTES = 1 << 20;

  /// Lifetime of an allocation whose client falls silent (RFC 8656 §7.2), and a little more.
  private static final Duration ALLOCATION_LIFETIME = Duration.ofSeconds(605);

  /// Who falls silent does so in the first half of a run that is long enough to wait for them.
  private static final Duration RUN_WITH_ABANDONED_MIN = Duration.ofMinutes(10);

  private static final int ABANDON_PER_MILLE = 5;
  private static final Duration END_PATIENCE = Duration.ofSeconds(20);

  private final ServerProcess server;
  private final Duration length;
  private final Tally tally = new Tally();
  private final List<Long> heap = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final long begin = System.nanoTime();

  private TurnSoak(ServerProcess server, Duration length) {
    this.server = server;
    this.length = length;
  }

  /// @param args minutes, then where `tincan` is
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("tincan-soak-");
    var options = List.of("--allow-peers=127.0.0.0/8", "--relay-ports=" + RELAY_PORTS);
    boolean passed = false;
    try (var server = new ServerProcess(Path.of(args[1]), folder, SECRET, options)) {
      var length = Duration.ofSeconds((long) (Double.parseDouble(args[0]) * 60));
      passed = new TurnSoak(server, length).run();
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
      }
    }
    System.exit(passed ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException {
    byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
    var network = new SoakNetwork(server.turnPort(), secret, CLIENTS, tally);
    var sender = new PacketSender(network, tally, PACKETS_PER_SECOND);
    int socketsBefore = server.udpSockets();
    boolean abandons = length.compareTo(RUN_WITH_ABANDONED_MIN) >= 0;
    network.abandonPerMille = abandons ? ABANDON_PER_MILLE : 0;
    Thread.ofPlatform().name("network").daemon().start(network);
    Thread.ofPlatform().name("sender").daemon().start(sender);

    long heapEvery = Math.min(HEAP_SAMPLE.toNanos(), length.toNanos() / HEAP_SAMPLES_MIN);
    long nextHeap = heapEvery;
    long nextProgress = PROGRESS.toNanos();
    while (elapsed() < length.toNanos() && server.isAlive()) {
      Thread.sleep(100);
      if (elapsed() > length.toNanos() / 2) {
        network.abandonPerMille = 0;
      }
      if (elapsed() >= nextHeap) {
        nextHeap += heapEvery;
        heap.add(server.liveHeapBytes());
      }
      if (elapsed() >= nextProgress) {
        nextProgress += PROGRESS.toNanos();
        progress();
      }
    }
    sender.stop();
    Thread.sleep(500);
    network.stop();
    check(server.isAlive(), "the server ended:\n" + server.output());
    if (failures.isEmpty()) {
      waitForTheEnd(network, socketsBefore);
      checkHeap();
    }
    return verdict();
  }

  private long elapsed() {
    return System.nanoTime() - begin;
  }

  private void progress() {
    System.out.printf(
        Locale.ROOT,
        "%4d s  %d allocations made, %d deleted, %d disconnected, %d abandoned; %d packets sent (%d/s), %d lost, %d unsent, %d out of order; %d wrong, %d refused, %d unanswered; live heap %s MiB%n",
        elapsed() / 1_000_000_000L,
        tally.allocations.sum(),
        tally.deleted.sum(),
        tally.disconnected.sum(),
        tally.abandoned.sum(),
        tally.sent(),
        tally.sent() * 1_000_000_000L / Math.min(elapsed(), length.toNanos()),
        tally.lost(),
        tally.unsent.sum(),
        tally.outOfOrder.sum(),
        tally.wrong.sum(),
        tally.refused.sum(),
        tally.unanswered.sum(),
        heap.isEmpty() ? "?" : mebibytes(heap.getLast()));
  }

  private static String mebibytes(double bytes) {
    return String.format(Locale.ROOT, "%.2f", bytes / (1 << 20));
  }

  /// All clients take leave; then nothing may be left of them.
  private void waitForTheEnd(SoakNetwork network, int socketsBefore)
      throws IOException, InterruptedException {
    long patience = elapsed() + END_PATIENCE.toNanos();
    while (!network.isDone() && elapsed() < patience) {
      Thread.sleep(50);
    }
    check(network.isDone(), "clients could not end");
    if (tally.abandoned.sum() > 0) {
      patience =
          Math.max(
              patience,
              length.toNanos() / 2 + ALLOCATION_LIFETIME.toNanos() + END_PATIENCE.toNanos());
      System.out.printf(
          "waiting up to %d s for %d abandoned allocations to expire%n",
          (patience - elapsed()) / 1_000_000_000L, tally.abandoned.sum());
    }
    while (server.allocations() > 0 && elapsed() < patience) {
      Thread.sleep(500);
    }
    check(server.allocations() == 0, server.allocations() + " allocations are left");
    int sockets = server.udpSockets();
    check(sockets == socketsBefore, "UDP sockets before: " + socketsBefore + ", after: " + sockets);
    progress();
  }

  /// The second quarter against the last.
  private void checkHeap() {
    System.out.println(
        "live heap, MiB: " + String.join(" ", heap.stream().map(it -> mebibytes(it)).toList()));
    int quarter = heap.size() / 4;
    double early = mean(heap.subList(quarter, 2 * quarter));
    double late = mean(heap.subList(heap.size() - quarter, heap.size()));
    double tolerance = Math.max(HEAP_TOLERANCE_BYTES, early * HEAP_TOLERANCE);
    System.out.printf(
        "second quarter %s MiB, last quarter %s MiB%n", mebibytes(early), mebibytes(late));
    check(Math.abs(late - early) <= tolerance, "the heap is not flat");
  }

  private static double mean(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).average().orElseThrow();
  }

  private boolean verdict() {
    check(tally.wrong.sum() == 0, tally.wrong + " packets reached the wrong one");
    check(tally.refused.sum() == 0, tally.refused + " requests were refused");
    check(tally.unanswered.sum() == 0, tally.unanswered + " requests had no answer");
    check(tally.sent() > 0 && tally.lost() < tally.sent() / 2, "most packets were lost");
    failures.forEach(failure -> System.out.println("FAILED: " + failure));
    if (failures.isEmpty()) {
      System.out.println("PASSED");
    }
    return failures.isEmpty();
  }

  private void check(boolean good, String otherwise) {
    if (!good) {
      failures.add(otherwise);
    }
  }
}
