package dev.tincan.turn.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RelayPortsTest {
  @Test
  void everyPortIsLentOnceAndThenNone() {
    var ports = new RelayPorts(50_001, 50_100, new SplittableRandom(1));
    var lent = new TreeSet<Integer>();
    for (int i = 0; i < 100; i++) {
      lent.add(ports.take(0).orElseThrow());
    }

    assertThat(lent).hasSize(100).allMatch(port -> port >= 50_001 && port <= 50_100);
    assertThat(ports.take(0)).isEmpty();
    assertThat(ports.takeEven(0)).isEmpty();
    assertThat(ports.takePair(kept(1, 9), 0)).isEmpty();
    ports.release(50_050);
    assertThat(ports.take(0)).hasValue(50_050);
  }

  @Test
  void rule32_aPairBeginsEvenAndItsOddPortWaitsForTheToken() {
    var ports = new RelayPorts(50_001, 50_004, new SplittableRandom(1));

    assertThat(ports.takePair(kept(7, 100), 0)).hasValue(50_002);
    assertThat(ports.takeEven(0)).hasValue(50_004);
    assertThat(ports.redeem(7, 99)).hasValue(new RelayPorts.Redeemed(50_003, AddressFamily.IPV6));
    assertThat(ports.redeem(7, 99)).isEmpty();
    assertThat(ports.takenCount()).isEqualTo(3);
  }

  @Test
  void rule32_whatNobodyRedeemsIsFreeAgain() {
    var ports = new RelayPorts(50_002, 50_003, new SplittableRandom(1));
    ports.takePair(kept(7, 100), 0);

    assertThat(ports.takeEven(99)).isEmpty();
    assertThat(ports.take(100)).hasValue(50_003);
    assertThat(ports.redeem(7, 100)).isEmpty();
  }

  @Test
  void point9_noPortLeaksInAMillionLoans() {
    var ports = new RelayPorts(50_000, 50_063, new SplittableRandom(1));
    for (int i = 0; i < 1_000_000; i++) {
      int port =
          (i % 3 == 0
                  ? ports.takePair(kept(i, i + 1), i)
                  : i % 3 == 1 ? ports.takeEven(i) : ports.take(i))
              .orElseThrow();
      ports.release(port);
    }

    ports.expire(1_000_001);
    assertThat(ports.takenCount()).isZero();
  }

  /// 64 cells, 63 degrees of freedom: above 120 happens by chance once in 50,000 runs.
  @Test
  void rule33_point13_portsAreSpreadEvenly() {
    var ports = new RelayPorts(49_152, 65_535, new SecureRandom());
    int[] cells = new int[64];
    int draws = 100_000;
    for (int i = 0; i < draws; i++) {
      int port = ports.take(0).orElseThrow();
      cells[(port - 49_152) / 256]++;
      ports.release(port);
    }
    double expected = draws / 64.0;
    double chiSquare = 0;
    for (int cell : cells) {
      chiSquare += (cell - expected) * (cell - expected) / expected;
    }

    assertThat(chiSquare).isLessThan(120);
  }

  @Test
  void aRangeOutsideTheUsablePortsIsRefused() {
    assertThatThrownBy(() -> new RelayPorts(1_023, 2_000, new SplittableRandom(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RelayPorts(60_000, 50_000, new SplittableRandom(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Reservation kept(long token, long deadlineNanos) {
    return new Reservation(token, AddressFamily.IPV6, deadlineNanos);
  }
}
