package dev.tincan.calls;

import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Progress;
import dev.tincan.calls.call.StoredCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What programs agreed on for a call, and its links: as it is, and changed.
final class CallPlans {

  /// Links of one call that were made and not revoked.
  private static final int LINKS_MAX = 200;

  private final CallTimes times;
  private final CallBook book;
  private final CallLife life;
  private final Entrance entrance;

  CallPlans(CallTimes times, CallBook book, CallLife life, Entrance entrance) {
    this.times = times;
    this.book = book;
    this.life = life;
    this.entrance = entrance;
  }

  Optional<StoredCall> find(CallId id) {
    return book.find(id).flatMap(Call::toStore);
  }

  Optional<StoredCall> change(CallId id, Plan plan, Step step) {
    return book.find(id).flatMap(call -> change(call, plan, step));
  }

  private Optional<StoredCall> change(Call call, Plan plan, Step step) {
    Now now = step.now();
    boolean moved = !call.schedule().equals(plan.schedule());
    boolean other = call.toStore().filter(stored -> !stored.plan().equals(plan)).isPresent();
    call.change(plan, call.links());
    if (moved && call.size() == 0) {
      Optional<Instant> time = plan.schedule().map(agreed -> agreed.current(now.wall()));
      life.begin(call, Progress.until(time), now);
      CallLife.tellSchedule(call, step);
      life.openIfDue(call, step);
    } else if (moved) {
      plan.schedule().map(agreed -> agreed.current(now.wall())).ifPresent(call::move);
      CallLife.tellSchedule(call, step);
    }
    if (other) {
      step.event(new CallEvent.CallChanged(call.ref(), plan));
    }
    call.limitLength(times.lengthOver(call, now));
    life.await(call);
    entrance.openLobby(call, step);
    return stored(call, step);
  }

  Optional<StoredCall> addLink(CallId id, JoinLink link, Step step) {
    Optional<Call> call = book.find(id).filter(found -> found.links().size() < LINKS_MAX);
    return call.flatMap(found -> {
      List<JoinLink> links = new ArrayList<>(found.links());
      links.add(link);
      return change(found, links, step);
    });
  }

  Optional<StoredCall> revokeLink(CallId id, String link, Step step) {
    Optional<Call> call = book.find(id);
    return call.flatMap(found -> {
      List<JoinLink> others =
          found.links().stream().filter(known -> !known.id().equals(link)).toList();
      return others.size() == found.links().size() ? Optional.empty() : change(found, others, step);
    });
  }

  private static Optional<StoredCall> change(Call call, List<JoinLink> links, Step step) {
    call.plan().ifPresent(plan -> call.change(plan, links));
    return stored(call, step);
  }

  private static Optional<StoredCall> stored(Call call, Step step) {
    Optional<StoredCall> stored = call.toStore();
    stored.ifPresent(step.out()::store);
    return stored;
  }
}
