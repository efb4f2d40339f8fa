package dev.tincan.calls.call;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How a call comes again: an `RRULE` of RFC 5545, of which `FREQ` (`DAILY`, `WEEKLY`, `MONTHLY`),
/// `INTERVAL`, `BYDAY` of a week, `COUNT` and `UNTIL` are known [S85].
///
/// A call stays at the same clock time in its zone. A time that the clocks skip is as much later as
/// they skip; of one that comes twice, the first counts (RFC 5545 §3.3.5).
public record Recurrence(String rule) {

  /// Times one rule may have when it counts them.
  public static final int COUNT_MAX = 1_000;

  private static final int INTERVAL_MAX = 366;

  /// Days that are looked at to find the next time; beyond, there is none.
  private static final int DAYS_MAX = 36_600;

  private static final List<String> DAYS = List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");
  private static final DateTimeFormatter DATE = DateTimeFormatter.BASIC_ISO_DATE;
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");

  private enum Frequency {
    DAILY,
    WEEKLY,
    MONTHLY
  }

  /// What the rule says; `until` is the last instant at which a time may start, in the zone of the
  /// call.
  private record Parts(
      Frequency frequency,
      int interval,
      Set<DayOfWeek> days,
      Optional<Integer> count,
      Optional<String> until) {}

  /// @throws IllegalArgumentException when it is no rule of the kind above
  public Recurrence {
    parts(rule);
  }

  /// Empty when the text is no rule of the kind above.
  public static Optional<Recurrence> parse(String rule) {
    try {
      return Optional.of(new Recurrence(rule));
    } catch (IllegalArgumentException other) {
      return Optional.empty();
    }
  }

  /// The first time that starts after `after`; empty when there is none.
  ///
  /// @param first when the first time starts, which counts whatever the rule says
  public Optional<Instant> next(Instant first, ZoneId zone, Instant after) {
    if (first.isAfter(after)) {
      return Optional.of(first);
    }
    Parts parts = parts(rule);
    LocalDateTime start = LocalDateTime.ofInstant(first, zone);
    Instant last = parts.until().map(until -> last(until, zone)).orElse(Instant.MAX);
    int left = parts.count().orElse(Integer.MAX_VALUE) - 1;
    for (int day = 1; day <= DAYS_MAX && left > 0; day++) {
      LocalDate date = start.toLocalDate().plusDays(day);
      if (!fits(parts, start.toLocalDate(), date)) {
        continue;
      }
      Instant time = ZonedDateTime.of(date, start.toLocalTime(), zone).toInstant();
      if (time.isAfter(last)) {
        return Optional.empty();
      }
      if (time.isAfter(after)) {
        return Optional.of(time);
      }
      left--;
    }
    return Optional.empty();
  }

  private static boolean fits(Parts parts, LocalDate start, LocalDate date) {
    return switch (parts.frequency()) {
      case DAILY -> ChronoUnit.DAYS.between(start, date) % parts.interval() == 0;
      case WEEKLY -> {
        long weeks = ChronoUnit.WEEKS.between(monday(start), monday(date));
        boolean day =
            parts.days().isEmpty()
                ? date.getDayOfWeek() == start.getDayOfWeek()
                : parts.days().contains(date.getDayOfWeek());
        yield day && weeks % parts.interval() == 0;
      }
      // A month without such a day is left out.
      case MONTHLY -> {
        long months =
            ChronoUnit.MONTHS.between(start.withDayOfMonth(1), date.withDayOfMonth(1));
        yield date.getDayOfMonth() == start.getDayOfMonth() && months % parts.interval() == 0;
      }
    };
  }

  private static LocalDate monday(LocalDate date) {
    return date.minusDays(date.getDayOfWeek().getValue() - 1L);
  }

  private static Parts parts(String rule) {
    Map<String, String> said = new LinkedHashMap<>();
    for (String part : rule.split(";", -1)) {
      int equals = part.indexOf('=');
      if (equals < 1 || said.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("Not a part of an RRULE");
      }
    }
    String frequency = said.remove("FREQ");
    if (frequency == null) {
      throw new IllegalArgumentException("An RRULE has a FREQ");
    }
    var parts =
        new Parts(
            Frequency.valueOf(frequency),
            Optional.ofNullable(said.remove("INTERVAL"))
                .map(text -> number(text, INTERVAL_MAX))
                .orElse(1),
            Optional.ofNullable(said.remove("BYDAY")).map(Recurrence::days).orElse(EnumSet.noneOf(DayOfWeek.class)),
            Optional.ofNullable(said.remove("COUNT")).map(text -> number(text, COUNT_MAX)),
            Optional.ofNullable(said.remove("UNTIL")));
    parts.until().ifPresent(until -> last(until, ZoneOffset.UTC));
    boolean daysOfNoWeek = !parts.days().isEmpty() && parts.frequency() != Frequency.WEEKLY;
    boolean twoEnds = parts.count().isPresent() && parts.until().isPresent();
    if (!said.isEmpty() || daysOfNoWeek || twoEnds) {
      throw new IllegalArgumentException("Not an RRULE that can be kept");
    }
    return parts;
  }

  private static int number(String text, int max) {
    int number = Integer.parseInt(text);
    if (number < 1 || number > max) {
      throw new IllegalArgumentException("Not from 1 to " + max);
    }
    return number;
  }

  private static Set<DayOfWeek> days(String text) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String day : text.split(",", -1)) {
      int index = DAYS.indexOf(day);
      if (index < 0) {
        throw new IllegalArgumentException("Not a day of the week");
      }
      days.add(DayOfWeek.of(index + 1));
    }
    return days;
  }

  private static Instant last(String until, ZoneId zone) {
    try {
      if (until.endsWith("Z")) {
        String utc = until.substring(0, until.length() - 1);
        return LocalDateTime.parse(utc, DATE_TIME).toInstant(ZoneOffset.UTC);
      }
      return until.contains("T")
          ? LocalDateTime.parse(until, DATE_TIME).atZone(zone).toInstant()
          : LocalDate.parse(until, DATE).plusDays(1).atStartOfDay(zone).toInstant().minusMillis(1);
    } catch (DateTimeException noTime) {
      throw new IllegalArgumentException("Not the end of an RRULE", noTime);
    }
  }
}
