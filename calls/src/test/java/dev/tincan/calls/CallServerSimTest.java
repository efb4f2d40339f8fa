package dev.tincan.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.testkit.Seeds;
import org.junit.jupiter.api.Test;

final class CallServerSimTest {

  private static final int SEEDS = 200;

  @Test
  void everyoneAgreesOnWhoIsWhereWhateverBecomesOfTheirConnections() {
    var coverage = new CallWorld.Coverage();
    Seeds.forEach(
        SEEDS,
        random -> {
          var world = new CallWorld(random, coverage);
          world.run();
        });
    System.out.println("CallServerSimTest: " + coverage);
    if (Long.getLong("seed") == null) {
      assertThat(coverage.resumed).isGreaterThan(100);
      assertThat(coverage.snapshots).isGreaterThan(100);
      assertThat(coverage.takenOver).isGreaterThan(100);
      assertThat(coverage.lost).isGreaterThan(100);
      assertThat(coverage.crashes).isGreaterThan(100);
      assertThat(coverage.restored).isGreaterThan(100);
    }
  }

  @Test
  void theSameSeedIsTheSameRun() {
    for (long seed = 1; seed <= 10; seed++) {
      var one = new CallWorld(Seeds.of(seed), new CallWorld.Coverage());
      var two = new CallWorld(Seeds.of(seed), new CallWorld.Coverage());
      one.run();
      two.run();
      assertThat(one.traceHash()).isNotZero().isEqualTo(two.traceHash());
    }
  }
}
