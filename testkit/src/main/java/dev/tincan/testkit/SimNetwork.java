package dev.tincan.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;

/// A datagram network in virtual time. It loses, delays, reorders and duplicates by the randomness
/// it is given, so the same seed gives the same run. Also the queue of everything else that happens
/// later: see {@link #after}.
///
/// Single-threaded: nothing happens but inside {@link #step}.
///
/// @param <A> what addresses are; needs `equals` and `hashCode`
public final class SimNetwork<A> {
  private static final int HASH_STEP = 31;

  private final SimClock clock;
  private final RandomGenerator random;
  private final Map<A, Receiver<A>> receivers = new LinkedHashMap<>();
  private final Set<List<A>> cuts = new LinkedHashSet<>();
  private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.naturalOrder());
  private Faults faults;
  private long nextSequence;
  private long traceHash;
  private long delivered;
  private long lost;

  public SimNetwork(SimClock clock, RandomGenerator random, Faults faults) {
    this.clock = clock;
    this.random = random;
    this.faults = faults;
  }

  /// Whoever is attached receives what is sent to the address; a second one replaces the first.
  public void attach(A address, Receiver<A> receiver) {
    receivers.put(address, receiver);
  }

  public void detach(A address) {
    receivers.remove(address);
  }

  public void faults(Faults next) {
    faults = next;
  }

  /// Drops everything from one address to another until healed; one direction only.
  public void cut(A from, A to) {
    cuts.add(List.of(from, to));
  }

  public void heal(A from, A to) {
    cuts.remove(List.of(from, to));
  }

  /// Sends a datagram; the bytes are copied.
  public void send(A from, A to, byte[] payload) {
    byte[] copy = payload.clone();
    int copies = random.nextDouble() < faults.duplicated() ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      if (random.nextDouble() < faults.lost() || cuts.contains(List.of(from, to))) {
        lost++;
        continue;
      }
      after(faults.delay(random), () -> deliver(from, to, copy));
    }
  }

  /// Runs an action later, in order of time and, at the same time, of being asked.
  public void after(Duration delay, Runnable action) {
    events.add(new Event(clock.elapsed().plus(delay).toNanos(), nextSequence++, action));
  }

  /// Moves time to the next event and runs it.
  ///
  /// @return false when nothing is left to happen
  public boolean step() {
    Event event = events.poll();
    if (event == null) {
      return false;
    }
    clock.advance(Duration.ofNanos(Math.max(0, event.atNanos() - clock.elapsed().toNanos())));
    event.action().run();
    return true;
  }

  /// Runs all that happens within a span of time and leaves the clock at its end.
  public void runFor(Duration span) {
    long untilNanos = clock.elapsed().plus(span).toNanos();
    for (Event next = events.peek();
        next != null && next.atNanos() <= untilNanos;
        next = events.peek()) {
      step();
    }
    clock.advance(Duration.ofNanos(Math.max(0, untilNanos - clock.elapsed().toNanos())));
  }

  /// Changes with every delivery: two runs of a seed that differ in it were not the same run.
  public long traceHash() {
    return traceHash;
  }

  public long delivered() {
    return delivered;
  }

  public long lost() {
    return lost;
  }

  /// Addresses with a receiver, in the order they were attached.
  public List<A> addresses() {
    return new ArrayList<>(receivers.keySet());
  }

  private void deliver(A from, A to, byte[] payload) {
    Receiver<A> receiver = receivers.get(to);
    if (receiver == null) {
      lost++;
      return;
    }
    delivered++;
    traceHash = traceHash * HASH_STEP + clock.elapsed().toNanos();
    traceHash = traceHash * HASH_STEP + Arrays.hashCode(payload);
    receiver.receive(from, payload);
  }

  /// Takes a datagram; may send, attach and detach.
  @FunctionalInterface
  public interface Receiver<A> {
    void receive(A from, byte[] payload);
  }

  /// What the network does to datagrams. Reordering follows from delays that differ.
  ///
  /// @param lost share of datagrams that never arrive, 0 to 1
  /// @param duplicated share of datagrams that are sent twice, 0 to 1
  public record Faults(double lost, double duplicated, Duration delayMin, Duration delayMax) {
    /// Everything arrives once, in order, after a millisecond.
    public static final Faults NONE = new Faults(0, 0, Duration.ofMillis(1), Duration.ofMillis(1));

    /// A bad mobile network.
    public static final Faults ROUGH =
        new Faults(0.1, 0.05, Duration.ofMillis(5), Duration.ofMillis(400));

    public Faults {
      if (lost < 0 || lost > 1 || duplicated < 0 || duplicated > 1) {
        throw new IllegalArgumentException("shares lie between 0 and 1");
      }
      if (delayMin.isNegative() || delayMax.compareTo(delayMin) < 0) {
        throw new IllegalArgumentException("delays lie between " + delayMin + " and " + delayMax);
      }
    }

    private Duration delay(RandomGenerator random) {
      long spanNanos = delayMax.minus(delayMin).toNanos();
      return spanNanos == 0 ? delayMin : delayMin.plusNanos(random.nextLong(spanNanos));
    }
  }

  private record Event(long atNanos, long sequence, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }
}
