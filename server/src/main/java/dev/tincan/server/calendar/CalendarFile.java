package dev.tincan.server.calendar;

import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.Schedule;
import dev.tincan.calls.call.StoredCall;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.ComponentList;
import net.fortuna.ical4j.model.ParameterList;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.PropertyList;
import net.fortuna.ical4j.model.TimeZone;
import net.fortuna.ical4j.model.TimeZoneRegistry;
import net.fortuna.ical4j.model.TimeZoneRegistryFactory;
import net.fortuna.ical4j.model.component.CalendarComponent;
import net.fortuna.ical4j.model.component.VAlarm;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.parameter.PartStat;
import net.fortuna.ical4j.model.parameter.Rsvp;
import net.fortuna.ical4j.model.property.Attendee;
import net.fortuna.ical4j.model.property.Created;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.DtEnd;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.Method;
import net.fortuna.ical4j.model.property.Organizer;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.RRule;
import net.fortuna.ical4j.model.property.Sequence;
import net.fortuna.ical4j.model.property.Status;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.Url;
import net.fortuna.ical4j.model.property.XProperty;
import net.fortuna.ical4j.model.property.immutable.ImmutableAction;
import net.fortuna.ical4j.model.property.immutable.ImmutableMethod;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;

/// Writes scheduled calls as iCalendar. A call keeps its UID for good, and its SEQUENCE grows with
/// every change, so that a calendar which has it already changes or strikes its own entry.
public final class CalendarFile {
  public static final String MEDIA_TYPE = "text/calendar; charset=utf-8";

  /// What a call without a title is called.
  public static final String UNTITLED = "Call";

  private static final Duration ALARM_BEFORE = Duration.ofMinutes(10);
  private static final String REFRESH = "PT1H";

  /// The reason of an end that takes a call back before or instead of holding it.
  private static final String CANCELED = "canceled";

  private static final Pattern LOCAL_UNTIL =
      Pattern.compile("UNTIL=(?<date>\\d{8})(?<time>T\\d{6})?(?=;|$)");

  private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");

  private static final TimeZoneRegistry ZONES =
      TimeZoneRegistryFactory.getInstance().createRegistry();

  private CalendarFile() {}

  /// A call with a schedule, and the link by which guests come into it; never a host's.
  public record Entry(StoredCall call, Schedule schedule, String guestLink) {
    /// Empty for a call without a schedule.
    public static Optional<Entry> of(StoredCall call, String guestLink) {
      return call.plan().schedule().map(schedule -> new Entry(call, schedule, guestLink));
    }
  }

  /// Whom a mail comes from and goes to: two addresses.
  public record Envelope(String from, String to) {}

  /// Whether it was called off, rather than held.
  public static boolean isCanceled(StoredCall call) {
    return call.ended()
        .map(CallState.Ended::reason)
        .filter(why -> why.wire().equals(CANCELED))
        .isPresent();
  }

  /// One call, for whoever wants it in a calendar.
  public static String of(Entry entry, Instant now) {
    var event = event(entry, now);
    return write(
        canceledOr(entry, ImmutableMethod.PUBLISH),
        zones(List.of(entry)),
        List.of(event),
        List.of());
  }

  /// One call, for a mail: its reader's program offers to accept it, or strikes it.
  public static String mailed(Entry entry, Envelope envelope, Instant now) {
    var event = event(entry, now);
    event.add(new Organizer(mail(envelope.from())));
    var attends = new ParameterList(List.of(PartStat.NEEDS_ACTION, Rsvp.FALSE));
    event.add(new Attendee(attends, mail(envelope.to())));
    return write(
        canceledOr(entry, ImmutableMethod.REQUEST),
        zones(List.of(entry)),
        List.of(event),
        List.of());
  }

  /// Many calls, for a calendar that asks again from time to time.
  public static String feed(List<Entry> entries, Instant now) {
    List<VEvent> events = entries.stream().map(entry -> event(entry, now)).toList();
    List<Property> head =
        List.of(new XProperty("X-WR-CALNAME", "Tincan"), new XProperty("X-PUBLISHED-TTL", REFRESH));
    return write(ImmutableMethod.PUBLISH, zones(entries), events, head);
  }

  private static Method canceledOr(Entry entry, Method other) {
    return isCanceled(entry.call()) ? ImmutableMethod.CANCEL : other;
  }

  private static VEvent event(Entry entry, Instant now) {
    StoredCall call = entry.call();
    Schedule schedule = entry.schedule();
    boolean canceled = isCanceled(call);
    var event = new VEvent(false);
    event.add(new Uid(call.id().value() + "@tincan"));
    event.add(new DtStamp(now));
    event.add(new Created(call.createdAt()));
    // What is called off counts as one change more, also where that did not change the plan.
    event.add(new Sequence(call.revision() - 1 + (canceled ? 1 : 0)));
    ZonedDateTime start = schedule.startsAt().atZone(calendarZone(schedule.zone()));
    event.add(new DtStart<>(start));
    event.add(new DtEnd<>(start.plus(schedule.length())));
    schedule
        .recurrence()
        .map(recurrence -> untilInUtc(recurrence.rule(), schedule.zone()))
        .ifPresent(rule -> event.add(new RRule<>(rule)));
    String title = call.plan().title().orElse(UNTITLED);
    event.add(new Summary(title));
    if (call.plan().admission().invitedOnly()) {
      event.add(new Description("Join by the link that you were given for this call."));
    } else {
      event.add(new Description("Join the call: " + entry.guestLink()));
      event.add(new Url(URI.create(entry.guestLink())));
    }
    event.add(new Status(canceled ? Status.VALUE_CANCELLED : Status.VALUE_CONFIRMED));
    if (!canceled) {
      var alarm = new VAlarm(ALARM_BEFORE.negated());
      alarm.add(ImmutableAction.DISPLAY);
      alarm.add(new Description(title));
      event.add(alarm);
    }
    return event;
  }

  /// Beside a start with a zone, the end of a rule must be in UTC (RFC 5545 §3.3.10).
  private static String untilInUtc(String rule, ZoneId zone) {
    return LOCAL_UNTIL
        .matcher(rule)
        .replaceFirst(until -> {
          String time = Optional.ofNullable(until.group("time")).orElse("T235959");
          LocalDateTime local = LocalDateTime.parse(until.group("date") + time, BASIC);
          return "UNTIL="
              + BASIC.format(local.atZone(zone).withZoneSameInstant(ZoneOffset.UTC))
              + "Z";
        });
  }

  /// A zone that no calendar knows is written as UTC: the moments are right, and only what comes
  /// again would not follow the clock there.
  private static ZoneId calendarZone(ZoneId zone) {
    return timeZone(zone.getId()).isPresent() ? zone : ZoneOffset.UTC;
  }

  private static Optional<TimeZone> timeZone(String id) {
    return Optional.ofNullable(ZONES.getTimeZone(id));
  }

  private static String write(
      Method method,
      Collection<CalendarComponent> zones,
      List<VEvent> events,
      List<Property> head) {
    var properties = new ArrayList<Property>();
    properties.add(new ProdId("-//Tincan//Calls//EN"));
    properties.add(ImmutableVersion.VERSION_2_0);
    properties.add(method);
    properties.addAll(head);
    var components = new ArrayList<>(zones);
    components.addAll(events);
    return new Calendar(new PropertyList(properties), new ComponentList<>(components)).toString();
  }

  /// The rules of every zone that is used, each once.
  private static Collection<CalendarComponent> zones(List<Entry> entries) {
    var zones = new TreeMap<String, CalendarComponent>();
    for (Entry entry : entries) {
      timeZone(entry.schedule().zone().getId())
          .ifPresent(zone -> zones.put(zone.getID(), zone.getVTimeZone()));
    }
    return zones.values();
  }

  private static URI mail(String address) {
    try {
      return new URI("mailto", address, null);
    } catch (URISyntaxException impossible) {
      throw new IllegalArgumentException("Not an address", impossible);
    }
  }
}
