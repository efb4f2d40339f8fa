package dev.tincan.server.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import biweekly.Biweekly;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.property.Status;
import dev.tincan.calls.call.Admission;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Recurrence;
import dev.tincan.calls.call.Schedule;
import dev.tincan.calls.call.StoredCall;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is written is read by another library, which has to see the same moments as java.time.
class CalendarFileTest {
  private static final Instant NOW = Instant.parse("2026-10-01T08:00:00Z");
  private static final String LINK = "https://call.example/c/abcd-efghij-klmn";

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-10-12T09:30",
    "America/New_York, 2026-10-20T18:00",
    "Europe/Berlin, 2027-03-15T09:30",
    "Pacific/Auckland, 2027-03-22T09:30",
    "Asia/Kolkata, 2026-10-12T09:30",
    "UTC, 2026-10-12T09:30"
  })
  void aWeeklyCallStaysAtItsHourAcrossAChangeOfTheClocks(String zone, LocalDateTime first) {
    ZonedDateTime start = first.atZone(ZoneId.of(zone));
    ICalendar calendar = read(CalendarFile.of(entry(start, "FREQ=WEEKLY;COUNT=6", 1), NOW));
    List<Instant> agreed =
        Stream.iterate(first, day -> day.plusWeeks(1))
            .limit(6)
            .map(day -> day.atZone(ZoneId.of(zone)).toInstant())
            .toList();
    assertThat(occurrences(calendar)).isEqualTo(agreed);
  }

  @Test
  void untilHoldsForTheLastTimeBehindAChangeOfTheClocks() {
    ZonedDateTime start =
        LocalDateTime.parse("2026-10-12T09:30").atZone(ZoneId.of("Europe/Berlin"));
    String rule = "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261102T083000Z";
    ICalendar calendar = read(CalendarFile.of(entry(start, rule, 1), NOW));
    assertThat(occurrences(calendar))
        .hasSize(7)
        .endsWith(Instant.parse("2026-10-29T08:30:00Z"), Instant.parse("2026-11-02T08:30:00Z"));
  }

  @Test
  void aChangeHasTheSameUidAndAHigherNumber() {
    ZonedDateTime before = ZonedDateTime.parse("2026-10-24T09:30:00+02:00[Europe/Berlin]");
    VEvent first = event(CalendarFile.of(entry(before, null, 1), NOW));
    VEvent changed = event(CalendarFile.of(entry(before.plusDays(2), null, 2), NOW));
    assertThat(changed.getUid().getValue()).isEqualTo(first.getUid().getValue());
    assertThat(first.getSequence().getValue()).isZero();
    assertThat(changed.getSequence().getValue()).isEqualTo(1);
    assertThat(first.getDateStart().getValue().toInstant())
        .isEqualTo(Instant.parse("2026-10-24T07:30:00Z"));
    // Two days later by the calendar, at the same hour: an hour more has passed.
    assertThat(changed.getDateStart().getValue().toInstant())
        .isEqualTo(Instant.parse("2026-10-26T08:30:00Z"));
    assertThat(changed.getDateEnd().getValue().toInstant())
        .isEqualTo(Instant.parse("2026-10-26T09:15:00Z"));
  }

  @Test
  void aCallThatIsCalledOffStrikesItsEntry() {
    Optional<EndReason> canceled =
        Stream.of(EndReason.values()).filter(it -> it.wire().equals("canceled")).findFirst();
    assertThat(canceled).isPresent();
    var start = ZonedDateTime.parse("2026-10-26T09:30:00+01:00[Europe/Berlin]");
    StoredCall call = call(start, null, 2, canceled.map(why -> new CallState.Ended(why, NOW)));
    CalendarFile.Entry entry = CalendarFile.Entry.of(call, LINK).orElseThrow();
    ICalendar calendar = read(CalendarFile.of(entry, NOW));
    assertThat(calendar.getMethod().getValue()).isEqualTo("CANCEL");
    assertThat(calendar.getEvents().getFirst().getStatus().getValue())
        .isEqualTo(Status.cancelled().getValue());
    assertThat(calendar.getEvents().getFirst().getSequence().getValue()).isEqualTo(2);
    var envelope = new CalendarFile.Envelope("calls@example.org", "ada@example.org");
    assertThat(read(CalendarFile.mailed(entry, envelope, NOW)).getMethod().getValue())
        .isEqualTo("CANCEL");
  }

  @Test
  void anInvitationNamesWhoIsAskedAndByWhom() {
    var start = ZonedDateTime.parse("2026-10-26T09:30:00+01:00[Europe/Berlin]");
    var envelope = new CalendarFile.Envelope("calls@example.org", "ada+x@example.org");
    ICalendar calendar = read(CalendarFile.mailed(entry(start, null, 1), envelope, NOW));
    VEvent event = calendar.getEvents().getFirst();
    assertThat(calendar.getMethod().getValue()).isEqualTo("REQUEST");
    assertThat(event.getOrganizer().getEmail()).isEqualTo("calls@example.org");
    assertThat(
            event.getAttendees().getFirst().getUri() + event.getAttendees().getFirst().getEmail())
        .contains("ada")
        .contains("@example.org");
    assertThat(event.getSummary().getValue()).isEqualTo("Choir; practice, \"low\"");
    assertThat(event.getUrl().getValue()).isEqualTo(LINK);
    assertThat(event.getDescription().getValue()).contains(LINK);
    assertThat(event.getAlarms().getFirst().getTrigger().getDuration().toMillis())
        .isEqualTo(-600_000);
  }

  @Test
  void aCallThatLetsInWhoHasAnOwnLinkNamesNone() {
    var start = ZonedDateTime.parse("2026-10-26T09:30:00+01:00[Europe/Berlin]");
    var invited = new Admission(false, true, Optional.empty());
    StoredCall call = call(start, null, 1, Optional.empty(), invited);
    String file = CalendarFile.of(CalendarFile.Entry.of(call, LINK).orElseThrow(), NOW);
    assertThat(event(file).getUrl()).isNull();
    assertThat(event(file).getDescription().getValue())
        .isEqualTo("Join by the link that you were given for this call.");
  }

  @Test
  void aFeedHasEveryCallAndEachZoneOnce() {
    var start = ZonedDateTime.parse("2026-10-26T09:30:00+01:00[Europe/Berlin]");
    CalendarFile.Entry one = entry(start, null, 1);
    String feed = CalendarFile.feed(List.of(one, one), NOW);
    assertThat(read(feed).getEvents()).hasSize(2);
    assertThat(feed.split("BEGIN:VTIMEZONE", -1)).hasSize(2);
    assertThat(feed.lines()).allMatch(line -> line.length() <= 75);
    assertThat(feed).endsWith("\r\n");
  }

  private static CalendarFile.Entry entry(
      ZonedDateTime start, @Nullable String rule, int revision) {
    return CalendarFile.Entry.of(call(start, rule, revision, Optional.empty()), LINK).orElseThrow();
  }

  private static StoredCall call(
      ZonedDateTime start, @Nullable String rule, int revision, Optional<CallState.Ended> ended) {
    return call(start, rule, revision, ended, Admission.OPEN);
  }

  private static StoredCall call(
      ZonedDateTime start,
      @Nullable String rule,
      int revision,
      Optional<CallState.Ended> ended,
      Admission admission) {
    var schedule =
        new Schedule(
            start.toInstant(),
            start.getZone(),
            Duration.ofMinutes(45),
            Optional.ofNullable(rule).map(Recurrence::new));
    var plan =
        new Plan(
            Optional.of("Choir; practice, \"low\""),
            Optional.of(schedule),
            admission,
            Optional.empty(),
            Optional.empty());
    return new StoredCall(
        new CallId("abcd-efghij-klmn"),
        plan,
        List.of(),
        Optional.empty(),
        NOW,
        revision,
        false,
        ended);
  }

  private static ICalendar read(String text) {
    ICalendar calendar = Biweekly.parse(text).first();
    assertThat(Biweekly.parse(text).all()).hasSize(1);
    return calendar;
  }

  private static VEvent event(String text) {
    return read(text).getEvents().getFirst();
  }

  private static List<Instant> occurrences(ICalendar calendar) {
    VEvent event = calendar.getEvents().getFirst();
    var assignment = calendar.getTimezoneInfo().getTimezone(event.getDateStart());
    TimeZone zone = assignment == null ? TimeZone.getTimeZone("UTC") : assignment.getTimeZone();
    var dates = event.getDateIterator(zone);
    List<Instant> moments = new ArrayList<>();
    dates.forEachRemaining(date -> moments.add(date.toInstant()));
    return moments;
  }
}
