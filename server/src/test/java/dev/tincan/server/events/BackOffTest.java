package dev.tincan.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private final BackOff backOff = new BackOff(1);
  private final Random random = new Random(7);

  @Test
  void theFirstWaitIsSecondsAndTheLastADay() {
    assertThat(backOff.after(1, random).orElseThrow())
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
    assertThat(backOff.after(9, random).orElseThrow())
        .isBetween(Duration.ofHours(24), Duration.ofHours(29));
  }

  @Test
  void thereAreTenTriesInAll() {
    assertThat(backOff.after(9, random)).isPresent();
    assertThat(backOff.after(10, random)).isEmpty();
  }
}
