package dev.tincan.calls;

import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.call.MediaKind;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.message.ClientMessage.HostAct;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.session.ParticipantId;
import java.util.Optional;

/// What hosts do with others, and with the door [S100]-[S110]. Whoever asks has to be inside, as a
/// host, at the moment of asking; whom it concerns has to be inside the same call or before its
/// door.
final class HostActs {

  private final Doors doors;
  private final Entrance entrance;
  private final Lobby lobby;
  private final Presence presence;
  private final Visits visits;

  HostActs(Doors doors, Entrance entrance, Lobby lobby, Presence presence, Visits visits) {
    this.doors = doors;
    this.entrance = entrance;
    this.lobby = lobby;
    this.presence = presence;
    this.visits = visits;
  }

  void on(Request request, HostAct act) {
    Optional<Call> inside = request.visit().call();
    Optional<Participant> asker = inside.flatMap(call -> call.find(request.visit().id()));
    if (inside.isEmpty() || asker.isEmpty()) {
      presence.rejectNotJoined(request);
      return;
    }
    if (!asker.get().isHost()) {
      visits.reject(request, ErrorCode.CALL_NOT_HOST, "Only a host can do this.");
      return;
    }
    Call call = inside.get();
    switch (act) {
      case HostAct.Admit(ParticipantId id) -> admit(request, call, id);
      case HostAct.Deny(ParticipantId id) -> deny(request, call, id);
      case HostAct.AdmitAll _ -> admitAll(request, call);
      case HostAct.Mute(ParticipantId id, MediaKind what) -> mute(request, call, id, what);
      case HostAct.Remove(ParticipantId id, boolean block) -> remove(request, call, id, block);
      case HostAct.Lock(boolean locked) -> lock(call, locked, request.step());
      case HostAct.SetRole(ParticipantId id, Role role) -> setRole(request, call, id, role);
    }
  }

  private void admit(Request request, Call call, ParticipantId id) {
    Optional<Knock> knock = doors.of(call.ref()).find(id);
    if (knock.isEmpty()) {
      rejectMissing(request);
    } else if (entrance.isFull(call)) {
      rejectFull(request);
    } else {
      letIn(call, knock.get(), request.step());
    }
  }

  /// Who came first goes in first, as long as there is room.
  private void admitAll(Request request, Call call) {
    for (Knock knock : doors.of(call.ref()).knocks()) {
      if (entrance.isFull(call)) {
        rejectFull(request);
        return;
      }
      letIn(call, knock, request.step());
    }
  }

  private void letIn(Call call, Knock knock, Step step) {
    Participant participant = knock.participant();
    Visit visit = visits.require(participant.id());
    entrance.letIn(call, visit, participant, knock.link(), Optional.empty(), step);
  }

  private void deny(Request request, Call call, ParticipantId id) {
    if (doors.of(call.ref()).find(id).isEmpty()) {
      rejectMissing(request);
      return;
    }
    doors.of(call.ref()).denied(id);
    lobby.endKnock(id, request.step());
    visits.reject(
        visits.require(id),
        Optional.empty(),
        ErrorCode.CALL_DENIED,
        "A host did not let you in.",
        request.step());
  }

  /// The server sees no media: it marks what is stopped, tells the page to stop it, and all others
  /// to neither play nor show it until the participant says that it goes on.
  private void mute(Request request, Call call, ParticipantId id, MediaKind what) {
    Optional<Participant> before = call.find(id);
    if (before.isEmpty()) {
      rejectMissing(request);
      return;
    }
    Participant after = before.get().without(what);
    if (!after.equals(before.get())) {
      Visit visit = visits.require(id);
      presence.change(visit, after, request.step());
      request.step().out().storeParticipant(visit.toStore(after));
      visits.deliver(id, new ServerMessage.Muted(request.visit().id(), what), request.step());
    }
  }

  private void remove(Request request, Call call, ParticipantId id, boolean block) {
    Optional<Participant> target = call.find(id);
    if (target.isEmpty() || id.equals(request.visit().id())) {
      rejectMissing(request);
      return;
    }
    Step step = request.step();
    Visit visit = visits.require(id);
    Door door = doors.of(call.ref());
    door.removed(id, visit.address(), target.get().name(), block);
    if (block) {
      step.out().storeDoor(door.toStore());
    }
    presence.remove(visit, LeaveReason.REMOVED, step);
    visits.deliver(id, new ServerMessage.Removed(call.ref(), block), step);
    visits.endStay(visit, step);
  }

  private void lock(Call call, boolean locked, Step step) {
    Door door = doors.of(call.ref());
    if (door.lock(locked)) {
      step.out().storeDoor(door.toStore());
      visits.tellAll(call, new ServerMessage.CallUpdated(call.ref(), locked), step);
    }
  }

  private void setRole(Request request, Call call, ParticipantId id, Role role) {
    Optional<Participant> before = call.find(id);
    if (before.isEmpty()) {
      rejectMissing(request);
      return;
    }
    if (before.get().role() == role) {
      return;
    }
    boolean last = call.participants().stream().filter(Participant::isHost).count() == 1;
    if (before.get().isHost() && last) {
      visits.reject(request, ErrorCode.CALL_LAST_HOST, "Make somebody else a host first.");
      return;
    }
    presence.become(call, before.get(), role, request.step());
    if (role == Role.VIEWER) {
      for (MediaKind what : MediaKind.values()) {
        mute(request, call, id, what);
      }
    }
  }

  private void rejectMissing(Request request) {
    visits.reject(request, ErrorCode.PARTICIPANT_NOT_FOUND, "Nobody else of this id is here.");
  }

  private void rejectFull(Request request) {
    visits.reject(request, ErrorCode.CALL_FULL, "No place is left in this call.");
  }
}
