package dev.tincan.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedsTest {
  @Test
  void everySeedHasItsOwnRandomnessAndTheSameTwice() {
    List<Long> first = new ArrayList<>();
    List<Long> second = new ArrayList<>();
    Seeds.forEach(5, random -> first.add(random.nextLong()));
    Seeds.forEach(5, random -> second.add(random.nextLong()));
    assertThat(first).isEqualTo(second).doesNotHaveDuplicates();
  }

  @Test
  void aFailureNamesItsSeed() {
    assertThatThrownBy(() -> Seeds.forEach(1, random -> assertThat(random.nextLong()).isEqualTo(0)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dseed=");
  }
}
