package dev.tincan.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BudgetTest {
  private final Budget<String> budget = new Budget<>(2, 3);

  @Test
  void eachKeyHasItsShareOfAMinute() {
    assertThat(budget.take("a", 60)).isEqualTo(new Budget.Rest(2, 1, 60));
    assertThat(budget.take("a", 61).isExceeded()).isFalse();
    assertThat(budget.take("a", 62).isExceeded()).isTrue();
    assertThat(budget.take("b", 62).isExceeded()).isFalse();
  }

  @Test
  void inTheNextMinuteAllOfItIsFreeAgain() {
    budget.take("a", 60);
    budget.take("a", 60);
    assertThat(budget.take("a", 119)).isEqualTo(new Budget.Rest(2, -1, 1));
    assertThat(budget.take("a", 120)).isEqualTo(new Budget.Rest(2, 1, 60));
  }

  @Test
  void moreKeysThanCanBeToldApartGetNothing() {
    for (String key : new String[] {"a", "b", "c"}) {
      budget.take(key, 60);
    }
    assertThat(budget.take("d", 60).isExceeded()).isTrue();
    assertThat(budget.take("a", 60).isExceeded()).isFalse();
  }
}
