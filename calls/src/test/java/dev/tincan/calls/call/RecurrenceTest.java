package dev.tincan.calls.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RecurrenceTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void s85_aWeeklyCallStaysAtItsHourWhenTheClocksAreSet() {
    assertThat(times("2026-03-23T18:00:00Z", "FREQ=WEEKLY;COUNT=3"))
        .containsExactly("2026-03-23T18:00:00Z", "2026-03-30T17:00:00Z", "2026-04-06T17:00:00Z");
  }

  @Test
  void s85_anHourThatIsSkippedIsMovedAndOneThatComesTwiceCountsOnce() {
    assertThat(times("2026-03-28T01:30:00Z", "FREQ=DAILY;COUNT=3"))
        .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
    assertThat(times("2026-10-24T00:30:00Z", "FREQ=DAILY;COUNT=3"))
        .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
  }

  @Test
  void s85_daysOfEverySecondWeek() {
    assertThat(times("2026-11-23T18:00:00Z", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=4"))
        .containsExactly(
            "2026-11-23T18:00:00Z",
            "2026-11-25T18:00:00Z",
            "2026-12-07T18:00:00Z",
            "2026-12-09T18:00:00Z");
  }

  @Test
  void s85_aMonthWithoutTheDayIsLeftOutAndUntilIsTheLastDay() {
    assertThat(times("2026-12-31T18:00:00Z", "FREQ=MONTHLY;UNTIL=20270331"))
        .containsExactly("2026-12-31T18:00:00Z", "2027-01-31T18:00:00Z", "2027-03-31T17:00:00Z");
  }

  @Test
  void s85_whatIsNotKnownIsNoRule() {
    for (String rule :
        List.of(
            "",
            "FREQ=YEARLY",
            "FREQ=DAILY;BYDAY=MO",
            "FREQ=DAILY;COUNT=0",
            "FREQ=DAILY;COUNT=2;UNTIL=20270101",
            "FREQ=DAILY;FREQ=DAILY",
            "FREQ=WEEKLY;BYDAY=1MO",
            "FREQ=DAILY;UNTIL=tomorrow",
            "FREQ=DAILY;INTERVAL=x",
            "COUNT=3")) {
      assertThat(Recurrence.parse(rule)).as(rule).isEmpty();
    }
  }

  private static List<String> times(String first, String rule) {
    Instant start = Instant.parse(first);
    var recurrence = new Recurrence(rule);
    List<String> times = new ArrayList<>();
    Optional<Instant> next = Optional.of(start);
    while (next.isPresent() && times.size() < 10) {
      times.add(next.get().toString());
      next = recurrence.next(start, BERLIN, next.get());
    }
    return times;
  }
}
