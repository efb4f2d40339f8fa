package dev.tincan.calls;

import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Progress;
import dev.tincan.calls.call.Schedule;
import dev.tincan.calls.call.StoredCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// When a call opens, ends by itself, and comes again [S83]-[S87].
///
/// What is agreed is agreed by the wall clock; what is awaited, by the monotonic one.
final class CallTimes {

  /// A start is looked at again after this time at the latest: the wall clock may be set.
  private static final Duration LOOK_AGAIN = Duration.ofHours(6);

  private final CallLimits limits;

  CallTimes(CallLimits limits) {
    this.limits = limits;
  }

  /// Where a call without anybody inside is in its life.
  CallState stateOf(StoredCall call, Now now) {
    Progress progress = call.progress();
    if (call.joined()) {
      Duration lingering = lingering(Optional.of(call.plan()));
      Instant since = progress.emptySince().orElse(now.wall());
      return new CallState.Lingering(deadline(since.plus(lingering), lingering, now));
    }
    Optional<Instant> time = progress.time();
    return time.isPresent() && time.get().isAfter(now.wall())
        ? scheduled(time.get(), now)
        : open(call.plan().schedule(), time.orElse(call.createdAt()), now);
  }

  CallState.Scheduled scheduled(Instant startsAt, Now now) {
    return new CallState.Scheduled(startsAt, deadline(startsAt, LOOK_AGAIN, now));
  }

  /// It may be joined, and is until it expires or its next time comes.
  CallState.Open open(Optional<Schedule> schedule, Instant since, Now now) {
    Duration unjoined = limits.timers().unjoinedCall();
    Instant over = since.plus(unjoined);
    Instant next = schedule.flatMap(agreed -> agreed.next(since)).orElse(over);
    return new CallState.Open(deadline(next.isBefore(over) ? next : over, unjoined, now));
  }

  /// How long it waits for somebody to come back [S21].
  Duration lingering(Optional<Plan> plan) {
    return plan.flatMap(Plan::lingering).orElse(limits.timers().emptyCall());
  }

  /// When it has lasted as long as it may; empty when it may last for ever or has not begun. What
  /// comes before the agreed start does not count.
  OptionalLong lengthOver(Call call, Now now) {
    Optional<Duration> max = lengthMax(call.plan());
    Optional<Instant> began = call.progress().beganAt();
    if (max.isEmpty() || began.isEmpty()) {
      return OptionalLong.empty();
    }
    Instant since =
        call.progress().time().filter(time -> time.isAfter(began.get())).orElse(began.get());
    Instant over = since.plus(max.get());
    return OptionalLong.of(now.plus(notNegative(Duration.between(now.wall(), over))));
  }

  private Optional<Duration> lengthMax(Optional<Plan> plan) {
    Optional<Duration> ours = limits.policy().lengthMax();
    Optional<Duration> asked = plan.flatMap(Plan::lengthMax);
    return asked.filter(wish -> ours.isEmpty() || wish.compareTo(ours.get()) < 0).or(() -> ours);
  }

  /// Whether a plan asks for a longer call than this server has.
  boolean asksTooMuch(Plan plan) {
    return plan.lengthMax()
        .filter(
            wish -> limits.policy().lengthMax().filter(max -> wish.compareTo(max) > 0).isPresent())
        .isPresent();
  }

  /// When a call that is over for now starts again; empty when it is over for good.
  Optional<Instant> again(Call call, EndReason reason, Instant now) {
    Optional<Schedule> schedule = call.schedule();
    Optional<Instant> time = call.progress().time();
    if (reason == EndReason.CANCELED || schedule.isEmpty() || time.isEmpty()) {
      return Optional.empty();
    }
    boolean recurring = schedule.get().recurrence().isPresent();
    Instant over = call.progress().emptySince().orElse(now);
    // A host was in it early; that was not yet the time agreed.
    if (over.isBefore(time.get()) && (recurring || reason != EndReason.HOST)) {
      return time;
    }
    if (!recurring) {
      return Optional.empty();
    }
    Instant current = time.get();
    Optional<Instant> next = schedule.get().next(current);
    Instant on = now.minus(schedule.get().length());
    // Times that went by while this one lasted are left out.
    return next.isPresent() && !next.get().isAfter(on) ? schedule.get().next(on) : next;
  }

  private static long deadline(Instant when, Duration max, Now now) {
    Duration rest = notNegative(Duration.between(now.wall(), when));
    return now.plus(rest.compareTo(max) > 0 ? max : rest);
  }

  private static Duration notNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
