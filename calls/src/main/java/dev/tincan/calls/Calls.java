package dev.tincan.calls;

import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.CallName;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.call.StoredDoor;
import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.Signal;
import dev.tincan.calls.session.ParticipantId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// All calls: its parts say what the messages about them do, and what other programs may do.
final class Calls {

  private final CallTimes times;
  private final CallBook book;
  private final CallLife life;
  private final Lobby lobby;
  private final Creations creations;
  private final Entrance entrance;
  private final CallPlans plans;
  private final Presence presence;
  private final HostActs hostActs;
  private final Visits visits;

  Calls(CallLimits limits, Visits visits, RandomGenerator random, Deadlines<Due> deadlines) {
    this.visits = visits;
    times = new CallTimes(limits);
    book = new CallBook(limits);
    lobby = new Lobby(book, visits, deadlines);
    life = new CallLife(times, book, lobby, visits, deadlines);
    creations = new Creations(limits, times, book, life, visits, random);
    entrance = new Entrance(limits, times, book, life, lobby, creations, visits);
    plans = new CallPlans(times, book, life, entrance);
    presence = new Presence(times, book, life, lobby, visits);
    hostActs = new HostActs(book.doors(), entrance, lobby, presence, visits);
  }

  /// Handles one message of a session.
  void onMessage(Request request, ClientMessage message) {
    switch (message) {
      case ClientMessage.CreateCall create -> creations.create(request, create);
      case ClientMessage.LookUpCall lookUp -> entrance.lookUp(request, lookUp);
      case ClientMessage.JoinCall join -> entrance.join(request, join);
      case ClientMessage.LeaveCall _ -> presence.leave(request);
      case ClientMessage.UpdateParticipant update -> presence.update(request, update);
      case ClientMessage.EndCall _ -> presence.end(request);
      case ClientMessage.HostAct act -> hostActs.on(request, act);
      case ClientMessage.SignalTo(ParticipantId to, Signal signal) ->
          presence.pass(request, to, signal);
      case ClientMessage.Invalid(String reason) ->
          visits.reject(request, ErrorCode.MESSAGE_INVALID, reason);
      case ClientMessage.Unknown(String type) ->
          visits.reject(request, ErrorCode.MESSAGE_UNKNOWN, type);
    }
  }

  /// A call from before the start, where it would be had the server not stopped; people get the
  /// usual time to come back to one in which somebody was [S84].
  void restore(StoredCall stored, Now now) {
    if (stored.ended().isPresent()) {
      book.remember(stored.id(), stored.ended().get());
      return;
    }
    Call call = Call.stored(stored, times.stateOf(stored, now));
    call.limitLength(times.lengthOver(call, now));
    life.add(call);
  }

  /// Who may not come in; the lock holds until a host opens it, and blocks as long as the call.
  void restore(StoredDoor stored) {
    if (book.find(stored.call()).isPresent()) {
      book.doors().of(stored.call()).restore(stored);
    }
  }

  /// Someone who was in a call before the start, and is until `deadlineNanos` if not back by then.
  /// A call by a chosen name is there again with its first participant.
  ///
  /// @return empty when the call is over
  Optional<Visit> restore(StoredParticipant stored, long deadlineNanos, Now now) {
    Optional<Call> known = book.find(stored.call());
    if (known.isEmpty() && stored.call() instanceof CallName name) {
      known = Optional.of(life.add(Call.named(name, entrance.ofNames(), deadlineNanos)));
    }
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Call call = known.get();
    Visit visit = visits.restore(stored, deadlineNanos, now);
    call.join(stored.participant(), stored.link(), now.wall());
    visit.enter(call);
    life.await(call);
    return Optional.of(visit);
  }

  void clear() {
    book.clear();
    creations.clear();
  }

  List<CallOverview> overview(int max) {
    Comparator<Call> peopleFirst = Comparator.comparing(call -> call.size() == 0);
    return book.all().reversed().stream()
        .sorted(peopleFirst)
        .limit(max)
        .map(call ->
            new CallOverview(
                call.ref(),
                call.title(),
                call.createdAt(),
                call.state(),
                call.isDraining(),
                call.participants().stream()
                    .map(inside ->
                        new CallOverview.Inside(inside, visits.require(inside.id()).stay()))
                    .toList()))
        .toList();
  }

  CallBook book() {
    return book;
  }

  CallLife life() {
    return life;
  }

  Lobby lobby() {
    return lobby;
  }

  Creations creations() {
    return creations;
  }

  Entrance entrance() {
    return entrance;
  }

  CallPlans plans() {
    return plans;
  }

  Presence presence() {
    return presence;
  }
}
