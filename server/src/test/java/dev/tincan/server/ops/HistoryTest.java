package dev.tincan.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.CallCounts;
import dev.tincan.calls.CallEvent;
import dev.tincan.calls.message.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What the server remembers of itself.
class HistoryTest {
  private static final Instant START = Instant.parse("2026-11-21T20:00:00Z");

  @Test
  void trafficIsWhatWasCarriedBetweenTwoSamples() {
    var history = new History();
    history.note(calls(1), relay(1_000, 0, 0), START);
    assertThat(history.since(Instant.EPOCH)).isEmpty();
    history.note(calls(2), relay(11_000, 0, 0), START.plusSeconds(10));
    assertThat(history.since(Instant.EPOCH))
        .singleElement()
        .satisfies(sample -> {
          assertThat(sample.bitsPerSecond()).isEqualTo(8_000);
          assertThat(sample.participants()).isEqualTo(2);
        });
  }

  @Test
  void anHourIsKeptAndTheOldestMakesRoom() {
    var history = new History();
    for (int i = 0; i <= History.SAMPLES_MAX + 5; i++) {
      history.note(calls(i), relay(0, 0, 0), START.plus(History.EVERY.multipliedBy(i)));
    }
    List<Sample> samples = history.since(Instant.EPOCH);
    assertThat(samples).hasSize(History.SAMPLES_MAX);
    assertThat(samples.getLast().participants()).isEqualTo(History.SAMPLES_MAX + 5);
    assertThat(history.since(samples.get(samples.size() - 3).at())).hasSize(2);
  }

  @Test
  void theSameErrorWithinMinutesIsOneNoteWithACount() {
    var errors = new ErrorNotes();
    for (int i = 0; i < 3; i++) {
      errors.onEvent(new CallEvent.Rejected(ErrorCode.SERVER_FULL), START.plusSeconds(i));
    }
    errors.onEvent(new CallEvent.Rejected(ErrorCode.CALL_NOT_FOUND), START);
    assertThat(errors.newest(9))
        .singleElement()
        .satisfies(note -> assertThat(note.count()).isEqualTo(3));
    Instant later = START.plus(Duration.ofMinutes(10));
    errors.onEvent(new CallEvent.Rejected(ErrorCode.SERVER_FULL), later);
    assertThat(errors.newest(9))
        .extracting(ErrorNotes.Note::at)
        .containsExactly(later, START.plusSeconds(2));
  }

  @Test
  void whatTheRelayRefusedSinceTheLastLookIsNotedInWords() {
    var errors = new ErrorNotes();
    errors.onRelay(relay(0, 4, 100), START);
    assertThat(errors.newest(9)).isEmpty();
    errors.onRelay(relay(0, 6, 200), START.plusSeconds(10));
    assertThat(errors.newest(9))
        .singleElement()
        .satisfies(note -> {
          assertThat(note.count()).isEqualTo(2);
          assertThat(note.text()).contains("no port left");
        });
  }

  @Test
  void soManyErrorsAreKept() {
    var errors = new ErrorNotes();
    for (int i = 0; i < ErrorNotes.NOTES_MAX + 10; i++) {
      errors.note("server", "warning " + i, 1, START.plusSeconds(i));
    }
    assertThat(errors.newest(1_000)).hasSize(ErrorNotes.NOTES_MAX);
    assertThat(errors.newest(1).getFirst().text())
        .isEqualTo("warning " + (ErrorNotes.NOTES_MAX + 9));
  }

  @Test
  void theRateOfAnAllocationIsToldFromTwoLooks() {
    var nanos = new AtomicLong();
    var held = new ArrayList<RelayedAllocation>();
    var watch = new RelayWatch(() -> List.copyOf(held), nanos::get);
    held.add(new RelayedAllocation("call/a.1", "udp", 1, 1_000));
    assertThat(watch.now())
        .extracting(RelayWatch.Flow::bitsPerSecond)
        .containsExactly(OptionalLong.empty());
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    held.set(0, new RelayedAllocation("call/a.1", "udp", 1, 3_000));
    held.add(new RelayedAllocation("call/a.1", "tcp", 2, 500));
    assertThat(watch.now())
        .extracting(RelayWatch.Flow::bitsPerSecond)
        .containsExactly(OptionalLong.of(8_000), OptionalLong.empty());
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(watch.now()).allMatch(flow -> flow.bitsPerSecond().isEmpty());
  }

  private static CallCounts calls(int participants) {
    return new CallCounts(
        new CallCounts.Present(0, 0, participants, new CallCounts.Calls(0, 0, 1, 0, 0)),
        0,
        0,
        Map.of());
  }

  private static RelayCounts relay(long bytes, long noPort, long strangers) {
    return new RelayCounts(
        Map.of("udp", 1),
        bytes,
        0,
        List.of(),
        List.of(),
        List.of(
            new RelayCounts.Count("udp", "508", noPort),
            new RelayCounts.Count("udp", "401", strangers)),
        List.of());
  }
}
