package dev.tincan.server.api;

import dev.tincan.calls.call.Admission;
import dev.tincan.calls.call.Passphrase;
import dev.tincan.calls.call.PassphraseHash;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Recurrence;
import dev.tincan.calls.call.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What was agreed of a call, as the API writes it. What a body does not name stays as it was; what
/// it says is `null` is as if nobody had ever said it (RFC 7396).
final class PlanMembers {
  static final Set<String> NAMES =
      Set.of(
          "title",
          "startsAt",
          "zone",
          "lengthMinutes",
          "recurrence",
          "lobby",
          "invitedOnly",
          "passphrase",
          "lingeringSeconds",
          "lengthMaxMinutes");

  private static final int TITLE_MAX = 100;
  private static final int RULE_MAX = 200;
  private static final int LENGTH_MINUTES_MAX = 7 * 24 * 60;
  private static final int LINGERING_SECONDS_MAX = 24 * 3600;
  private static final Duration USUAL_LENGTH = Duration.ofHours(1);

  /// How far a start may lie behind: clocks differ, and people are late.
  private static final Duration PAST_MAX = Duration.ofHours(1);

  private static final Duration FUTURE_MAX = Duration.ofDays(5 * 366);

  private static final ZoneId UTC = ZoneId.of("UTC");

  private final Members members;
  private final Function<Passphrase, PassphraseHash> slowHash;
  private final Instant now;

  PlanMembers(
      Members members, Function<Passphrase, PassphraseHash> slowHash, Instant now) {
    this.members = members;
    this.slowHash = slowHash;
    this.now = now;
  }

  /// The plan with what the body says of it.
  Plan change(Plan before) throws Refused {
    return new Plan(
        said("title", before.title(), members.text("title", TITLE_MAX)),
        schedule(before.schedule()),
        admission(before.admission()),
        said(
            "lingeringSeconds",
            before.lingering(),
            members.number("lingeringSeconds", 0, LINGERING_SECONDS_MAX).map(Duration::ofSeconds)),
        said(
            "lengthMaxMinutes",
            before.lengthMax(),
            members.number("lengthMaxMinutes", 1, LENGTH_MINUTES_MAX).map(Duration::ofMinutes)));
  }

  private Optional<Schedule> schedule(Optional<Schedule> before) throws Refused {
    Optional<Instant> saidStart = members.instant("startsAt");
    Optional<ZoneId> zone = members.zone("zone");
    Optional<Duration> length =
        members.number("lengthMinutes", 1, LENGTH_MINUTES_MAX).map(Duration::ofMinutes);
    Optional<Recurrence> recurrence = recurrence();
    Optional<Instant> startsAt = said("startsAt", before.map(Schedule::startsAt), saidStart);
    if (startsAt.isEmpty()) {
      if (zone.isPresent() || length.isPresent() || recurrence.isPresent()) {
        throw Members.wrong("'zone', 'lengthMinutes' and 'recurrence' need 'startsAt'.");
      }
      return Optional.empty();
    }
    if (saidStart.isPresent() && saidStart.get().isBefore(now.minus(PAST_MAX))) {
      throw Members.wrong("'startsAt' is over.");
    }
    if (saidStart.isPresent() && saidStart.get().isAfter(now.plus(FUTURE_MAX))) {
      throw Members.wrong("'startsAt' may be five years ahead at most.");
    }
    return Optional.of(
        new Schedule(
            startsAt.get(),
            said("zone", before.map(Schedule::zone), zone).orElse(UTC),
            said("lengthMinutes", before.map(Schedule::length), length).orElse(USUAL_LENGTH),
            said("recurrence", before.flatMap(Schedule::recurrence), recurrence)));
  }

  private Optional<Recurrence> recurrence() throws Refused {
    Optional<String> rule = members.text("recurrence", RULE_MAX);
    Optional<Recurrence> recurrence = rule.flatMap(Recurrence::parse);
    if (rule.isPresent() && recurrence.isEmpty()) {
      throw Members.wrong(
          "'recurrence' must be an RRULE of RFC 5545 with FREQ (DAILY, WEEKLY or MONTHLY), INTERVAL, BYDAY, and"
              + " COUNT or UNTIL, such as FREQ=WEEKLY;COUNT=10.");
    }
    return recurrence;
  }

  private Admission admission(Admission before) throws Refused {
    Optional<String> text = members.text("passphrase", Passphrase.LENGTH_MAX);
    Optional<PassphraseHash> passphrase = text.flatMap(Passphrase::parse).map(slowHash);
    return new Admission(
        said("lobby", Optional.of(before.lobby()), members.yesOrNo("lobby")).orElse(false),
        said("invitedOnly", Optional.of(before.invitedOnly()), members.yesOrNo("invitedOnly"))
            .orElse(false),
        said("passphrase", before.passphrase(), passphrase));
  }

  private <T> Optional<T> said(String name, Optional<T> before, Optional<T> said) {
    return members.isSaid(name) ? said : before;
  }
}
