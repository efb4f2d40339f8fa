package dev.tincan.calls;

import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.CallName;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.call.Media;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.message.CallView;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.message.Signal;
import dev.tincan.calls.session.ParticipantId;
import java.util.Optional;

/// People inside a call: what they show of themselves, send each other, and how they go.
final class Presence {

  private final CallTimes times;
  private final CallBook book;
  private final CallLife life;
  private final Lobby lobby;
  private final Visits visits;

  Presence(CallTimes times, CallBook book, CallLife life, Lobby lobby, Visits visits) {
    this.times = times;
    this.book = book;
    this.life = life;
    this.lobby = lobby;
    this.visits = visits;
  }

  /// The call the visit is in as it is now, with everyone inside including itself; empty when it is
  /// in none.
  Optional<CallView> snapshot(Visit visit) {
    return visit.call().map(call -> book.view(call, visit, call.participants()));
  }

  /// The others see whether the visit has a connection, if that is news to them [S15].
  void showConnected(Visit visit, boolean connected, Step step) {
    visit
        .participant()
        .filter(participant -> participant.connected() != connected)
        .ifPresent(participant -> change(visit, participant.withConnected(connected), step));
  }

  void update(Request request, ClientMessage.UpdateParticipant update) {
    Optional<Participant> before = request.visit().participant();
    if (before.isEmpty()) {
      rejectNotJoined(request);
      return;
    }
    Participant after =
        before
            .get()
            .withName(newName(request.visit(), update).orElse(before.get().name()))
            .withMedia(update.media().orElse(before.get().media()));
    if (after.role() == Role.VIEWER) {
      after = after.withMedia(Media.NONE);
    } else if (update.share()) {
      after = after.sharing();
    }
    if (!after.equals(before.get())) {
      change(request.visit(), after, request.step());
      request.step().out().storeParticipant(request.visit().toStore(after));
    }
  }

  /// Who was invited by name keeps it.
  private static Optional<String> newName(Visit visit, ClientMessage.UpdateParticipant update) {
    boolean fixed = visit.call().flatMap(call -> call.fixedName(visit.id())).isPresent();
    return fixed ? Optional.empty() : update.name();
  }

  void change(Visit visit, Participant participant, Step step) {
    visit
        .call()
        .ifPresent(call -> {
          call.update(participant);
          visits.tellOthers(call, visit, new ServerMessage.ParticipantUpdated(participant), step);
        });
  }

  /// Passes a signal on to a participant of the same call [S23].
  void pass(Request request, ParticipantId to, Signal signal) {
    ParticipantId from = request.visit().id();
    boolean inside = request.visit().call().flatMap(call -> call.find(to)).isPresent();
    if (sendsThoughViewer(request.visit(), signal)) {
      visits.reject(
          request, ErrorCode.CALL_VIEW_ONLY, "Who only looks on sends no sound and no pictures.");
    } else if (inside && !to.equals(from)) {
      Visit receiver = visits.require(to);
      request.step().out().addressesSignaled(receiver.stay(), signal.body());
      var message = new ServerMessage.SignalFrom(from, signal);
      visits.deliver(receiver, Optional.empty(), message, request.step());
    } else {
      visits.reject(request, ErrorCode.PARTICIPANT_NOT_FOUND, "Nobody of this id is in the call.");
    }
  }

  private static boolean sendsThoughViewer(Visit visit, Signal signal) {
    boolean viewer = visit.participant().filter(it -> it.role() == Role.VIEWER).isPresent();
    return viewer
        && signal.kind() != Signal.Kind.ADD_ICE_CANDIDATE
        && Descriptions.sendsMedia(signal.body());
  }

  void leave(Request request) {
    Visit visit = request.visit();
    if (book.doors().knockedAt(visit.id()).isPresent()) {
      lobby.endKnock(visit.id(), request.step());
    } else if (visit.call().isEmpty()) {
      rejectNotJoined(request);
    } else {
      remove(request.visit(), LeaveReason.LEFT, request.step());
      visits.endStay(request.visit(), request.step());
    }
  }

  /// The visit is out of its call if it was in one; the others are told.
  void remove(Visit visit, LeaveReason reason, Step step) {
    lobby.endKnock(visit.id(), step);
    if (visit.call().isEmpty()) {
      return;
    }
    Call call = visit.call().get();
    visit.exit();
    step.out().forgetParticipant(visit.id());
    Now now = step.now();
    call.leave(visit.id(), now.plus(times.lingering(call.plan())), now.wall());
    step.event(new CallEvent.ParticipantLeft(call.ref(), visit.id(), reason));
    visits.tellAll(call, new ServerMessage.ParticipantLeft(visit.id(), reason), step);
    passOn(call, step);
    if (call.size() == 0) {
      // A restart counts on from here.
      call.toStore().ifPresent(step.out()::store);
    }
    life.await(call);
    life.endIfDrained(call, step);
  }

  /// In a call by a chosen name nobody has a host's key: where the last host left, whoever is there
  /// longest lets people in.
  private void passOn(Call call, Step step) {
    boolean alone = call.participants().stream().noneMatch(Participant::isHost);
    if (alone && call.ref() instanceof CallName && call.admission().lobby()) {
      call.participants().stream()
          .findFirst()
          .ifPresent(next -> become(call, next, Role.HOST, step));
    }
  }

  void become(Call call, Participant before, Role role, Step step) {
    ParticipantId id = before.id();
    Participant after = before.withRole(role);
    call.update(after);
    step.out().storeParticipant(visits.require(id).toStore(after));
    visits.tellAll(call, new ServerMessage.ParticipantUpdated(after), step);
    if (role == Role.HOST) {
      for (Knock knock : book.doors().of(call.ref()).knocks()) {
        visits.deliver(id, new ServerMessage.Knocked(knock.told()), step);
      }
    }
  }

  void end(Request request) {
    Optional<Call> call = request.visit().call();
    Optional<Participant> participant = request.visit().participant();
    if (call.isEmpty() || participant.isEmpty()) {
      rejectNotJoined(request);
    } else if (!participant.get().isHost()) {
      visits.reject(request, ErrorCode.CALL_NOT_HOST, "Only a host can end the call.");
    } else {
      life.over(call.get(), EndReason.HOST, Optional.of(request), request.step());
    }
  }

  void rejectNotJoined(Request request) {
    visits.reject(request, ErrorCode.CALL_NOT_JOINED, "Join a call first.");
  }
}
