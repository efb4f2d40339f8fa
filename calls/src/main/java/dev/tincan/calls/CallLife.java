package dev.tincan.calls;

import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Progress;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.session.ParticipantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// How a call goes from its beginning to its end, and to its next time [S83]-[S87].
final class CallLife {

  private final CallTimes times;
  private final CallBook book;
  private final Lobby lobby;
  private final Visits visits;
  private final Deadlines<Due> deadlines;

  CallLife(CallTimes times, CallBook book, Lobby lobby, Visits visits, Deadlines<Due> deadlines) {
    this.times = times;
    this.book = book;
    this.lobby = lobby;
    this.visits = visits;
    this.deadlines = deadlines;
  }

  /// It is there from now on.
  Call add(Call call) {
    book.put(call);
    await(call);
    return call;
  }

  /// Its time has come, nobody came (back) in time [S21], or it has lasted long enough [S86].
  void onDue(CallRef ref, Step step) {
    Call call =
        book.find(ref)
            .orElseThrow(() -> new IllegalStateException("A deadline outlived its call: " + ref));
    switch (call.state()) {
      case CallState.Scheduled _ -> openIfDue(call, step);
      case CallState.Open _ -> over(call, EndReason.EXPIRED, Optional.empty(), step);
      case CallState.Waiting _, CallState.Live _ ->
          over(call, EndReason.MAX_LENGTH, Optional.empty(), step);
      case CallState.Lingering _ -> {
        boolean tooLong = call.isTooLong(step.now().nanos());
        over(call, tooLong ? EndReason.MAX_LENGTH : EndReason.EMPTY, Optional.empty(), step);
      }
      case CallState.Ended _ -> throw new IllegalStateException("Ended, but there: " + call);
    }
  }

  /// A scheduled call whose time has come may be joined; whoever waits for it is told [S83].
  void openIfDue(Call call, Step step) {
    Now now = step.now();
    if (call.state() instanceof CallState.Scheduled(Instant startsAt, long _)) {
      if (startsAt.isAfter(now.wall())) {
        call.await(times.scheduled(startsAt, now));
      } else {
        call.await(times.open(call.schedule(), startsAt, now));
      }
      await(call);
    }
    if (!(call.state() instanceof CallState.Scheduled)) {
      tellOpened(call, step);
    }
  }

  /// Nobody has come to the time that comes next.
  void begin(Call call, Progress next, Now now) {
    Instant since = next.time().orElse(now.wall());
    boolean later = next.time().isPresent() && since.isAfter(now.wall());
    call.begin(next, later ? times.scheduled(since, now) : times.open(call.schedule(), since, now));
  }

  boolean cancel(CallId id, Step step) {
    Optional<Call> call = book.find(id);
    call.ifPresent(off -> cancel(off, step));
    return call.isPresent();
  }

  private void cancel(Call call, Step step) {
    step.event(new CallEvent.CallCanceled(call.ref()));
    over(call, EndReason.CANCELED, Optional.empty(), step);
  }

  /// Ends it for everyone, by somebody who need not be in it. False when there is no such call.
  boolean end(CallRef ref, Step step) {
    Optional<Call> call = book.find(ref);
    call.ifPresent(over -> {
      // What has not begun has nothing to end but itself.
      if (over.state() instanceof CallState.Scheduled) {
        cancel(over, step);
      } else {
        over(over, EndReason.HOST, Optional.empty(), step);
      }
    });
    return call.isPresent();
  }

  /// Lets nobody new in, nor who waits at the door; the call ends with its last participant, at
  /// once when there is none [S130]. False when there is none, or its time has not come.
  boolean drain(CallRef ref, Step step) {
    Optional<Call> call =
        book.find(ref).filter(found -> !(found.state() instanceof CallState.Scheduled));
    call.ifPresent(draining -> {
      draining.drain();
      lobby.turnAway(draining, step);
      endIfDrained(draining, step);
    });
    return call.isPresent();
  }

  void endIfDrained(Call call, Step step) {
    if (call.isDraining() && call.size() == 0) {
      over(call, EndReason.EMPTY, Optional.empty(), step);
    }
  }

  /// The call is over for everyone, for good or until its next time.
  void over(Call call, EndReason reason, Optional<Request> request, Step step) {
    Now now = step.now();
    List<Participant> inside = call.participants();
    Optional<Instant> again = times.again(call, reason, now.wall());
    var over = new CallState.Ended(reason, now.wall());
    lobby.close(call, reason, again.isPresent(), step);
    if (again.isPresent()) {
      begin(call, Progress.until(again), now);
      await(call);
    } else {
      call.end(over);
      book.remove(call.ref());
      deadlines.cancel(new Due.CallDue(call.ref()));
    }
    for (Participant participant : inside) {
      Visit visit = visits.require(participant.id());
      Optional<String> re = request.filter(asked -> asked.visit() == visit).flatMap(Request::id);
      visit.exit();
      step.out().forgetParticipant(visit.id());
      visits.deliver(visit, re, new ServerMessage.CallEnded(call.ref(), reason), step);
      visits.endStay(visit, step);
    }
    step.event(new CallEvent.CallEnded(call.ref(), reason));
    if (again.isPresent()) {
      call.toStore().ifPresent(step.out()::store);
      tellSchedule(call, step);
      openIfDue(call, step);
    } else if (call.ref() instanceof CallId id) {
      book.remember(id, over);
      step.out().storeEnded(id, over);
    }
  }

  /// Looks at it again when something about it is due.
  void await(Call call) {
    var due = new Due.CallDue(call.ref());
    OptionalLong deadlineNanos = call.deadlineNanos();
    if (deadlineNanos.isPresent()) {
      deadlines.set(due, deadlineNanos.getAsLong());
    } else {
      deadlines.cancel(due);
    }
  }

  void tellOpened(Call call, Step step) {
    for (ParticipantId waiting : book.watchers().take(call.ref())) {
      visits.deliver(waiting, new ServerMessage.CallOpened(call.ref()), step);
    }
  }

  static void tellSchedule(Call call, Step step) {
    if (call.schedule().isPresent()) {
      call.progress()
          .time()
          .ifPresent(time -> step.event(new CallEvent.CallScheduled(call.ref(), time)));
    }
  }
}
