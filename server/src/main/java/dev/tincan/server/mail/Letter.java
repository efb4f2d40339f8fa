package dev.tincan.server.mail;

import dev.tincan.calls.call.Recurrence;
import dev.tincan.calls.call.Schedule;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.server.calendar.CalendarFile;
import dev.tincan.server.calendar.CalendarFile.Entry;
import dev.tincan.server.store.InvitationStore.Invitation;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/// One mail.
///
/// @param calendar the iCalendar part; empty for a call without a schedule
/// @param calendarMethod what the calendar part asks for: REQUEST or CANCEL
record Letter(
    String to, String subject, String text, Optional<String> calendar, String calendarMethod) {
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu, HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);

  static Letter of(StoredCall call, Invitation invitation, String from, Instant now) {
    boolean canceled = CalendarFile.isCanceled(call);
    String title = title(call);
    String kind = canceled ? "Canceled" : invitation.told().isPresent() ? "Changed" : "Invitation";
    var envelope = new CalendarFile.Envelope(from, invitation.address());
    return new Letter(
        invitation.address(),
        kind + ": " + title,
        text(call, invitation, title, canceled),
        Entry.of(call, invitation.link()).map(entry -> CalendarFile.mailed(entry, envelope, now)),
        canceled ? "CANCEL" : "REQUEST");
  }

  /// What a mail says of the call: with the same there is nothing new to write.
  static String told(StoredCall call) {
    var told = new StringJoiner("|");
    told.add(title(call));
    call.plan()
        .schedule()
        .ifPresent(schedule ->
            told.add(schedule.startsAt().toString())
                .add(schedule.zone().getId())
                .add(schedule.length().toString())
                .add(schedule.recurrence().map(Recurrence::rule).orElse("")));
    return told.add(CalendarFile.isCanceled(call) ? "canceled" : "").toString();
  }

  private static String text(
      StoredCall call, Invitation invitation, String title, boolean canceled) {
    String opening =
        canceled
            ? "The call \"%s\" was canceled.\n"
            : invitation.told().isPresent()
                ? "The call \"%s\" was changed.\n"
                : "You are invited to the call \"%s\".\n";
    var lines = new StringBuilder(opening.formatted(title));
    call.plan().schedule().ifPresent(schedule -> lines.append('\n').append(when(schedule)));
    if (!canceled) {
      lines.append("\nJoin: ").append(invitation.link()).append('\n');
      if (call.plan().admission().passphrase().isPresent()) {
        lines.append("You need the passphrase; whoever invited you knows it.\n");
      }
      invitation.message().ifPresent(message -> lines.append('\n').append(message).append('\n'));
      lines.append("\nA browser is all you need: no account, nothing to install.\n");
    }
    return lines.toString();
  }

  private static String when(Schedule schedule) {
    ZonedDateTime start = schedule.startsAt().atZone(schedule.zone());
    String again =
        schedule.recurrence().isPresent() ? "It repeats; the calendar file has all dates.\n" : "";
    return DAY_AND_TIME.format(start)
        + "\u2013"
        + TIME.format(start.plus(schedule.length()))
        + " ("
        + schedule.zone().getId()
        + ")\n"
        + again;
  }

  /// On one line, as a subject must be.
  private static String title(StoredCall call) {
    return call.plan().title().orElse(CalendarFile.UNTITLED).replaceAll("\\p{Cntrl}+", " ");
  }
}
