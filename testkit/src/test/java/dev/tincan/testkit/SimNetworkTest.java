package dev.tincan.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimNetworkTest {
  private final SimClock clock = new SimClock();

  @Test
  void withoutFaultsEverythingArrivesInOrder() {
    SimNetwork<String> network = new SimNetwork<>(clock, Seeds.of(1), SimNetwork.Faults.NONE);
    List<String> seen = new ArrayList<>();
    network.attach("bob", (from, payload) -> seen.add(from + payload[0]));
    network.send("alice", "bob", new byte[] {1});
    network.send("alice", "bob", new byte[] {2});
    network.runFor(Duration.ofSeconds(1));
    assertThat(seen).containsExactly("alice1", "alice2");
    assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    assertThat(roughTrace(7)).isEqualTo(roughTrace(7)).isNotEqualTo(roughTrace(8));
  }

  @Test
  void aRoughNetworkLosesDuplicatesAndReorders() {
    SimNetwork<String> network = new SimNetwork<>(clock, Seeds.of(1), SimNetwork.Faults.ROUGH);
    List<Byte> seen = new ArrayList<>();
    network.attach("bob", (from, payload) -> seen.add(payload[0]));
    for (byte i = 0; i < 100; i++) {
      network.send("alice", "bob", new byte[] {i});
    }
    network.runFor(Duration.ofSeconds(1));
    assertThat(network.lost()).isPositive();
    assertThat(seen).hasSize((int) network.delivered());
    assertThat(seen.stream().distinct().count()).isLessThan(seen.size());
    assertThat(seen).isNotEqualTo(seen.stream().sorted().toList());
  }

  @Test
  void aCutLineLosesEverythingUntilItHeals() {
    SimNetwork<String> network = new SimNetwork<>(clock, Seeds.of(1), SimNetwork.Faults.NONE);
    List<Byte> seen = new ArrayList<>();
    network.attach("bob", (from, payload) -> seen.add(payload[0]));
    network.cut("alice", "bob");
    network.send("alice", "bob", new byte[] {1});
    network.heal("alice", "bob");
    network.send("alice", "bob", new byte[] {2});
    network.runFor(Duration.ofSeconds(1));
    assertThat(seen).containsExactly((byte) 2);
  }

  @Test
  void monotonicTimeWrapsWithinTheFirstHours() {
    long before = clock.nanos();
    clock.advance(Duration.ofHours(2));
    assertThat(clock.nanos()).isNegative();
    assertThat(clock.nanos() - before).isEqualTo(Duration.ofHours(2).toNanos());
    clock.shiftWall(Duration.ofMinutes(-5));
    assertThat(clock.wall()).isEqualTo(SimClock.START_WALL.plus(Duration.ofMinutes(115)));
  }

  private static long roughTrace(long seed) {
    SimNetwork<String> network =
        new SimNetwork<>(new SimClock(), Seeds.of(seed), SimNetwork.Faults.ROUGH);
    network.attach("bob", (from, payload) -> network.send("bob", from, payload));
    network.attach("alice", (from, payload) -> {});
    for (byte i = 0; i < 50; i++) {
      network.send("alice", "bob", new byte[] {i});
    }
    network.runFor(Duration.ofSeconds(5));
    return network.traceHash();
  }
}
