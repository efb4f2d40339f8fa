package dev.tincan.calls;

import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Stay;
import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.calls.message.ClientFrame.Attempt;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.SignalingSession;
import java.util.Optional;

/// One session with what the server knows beside its numbering: where it came from, how fast it
/// talks, and the call it is in [S19].
final class Visit {

  private final SignalingSession<Outgoing> session;
  private ClientAddress address;
  private final TokenBucket envelopes;
  private Optional<Call> call = Optional.empty();
  private Optional<Attempt> attempt = Optional.empty();
  private LeaveReason whenGraceIsOver = LeaveReason.LOST;
  private Stay stay;

  /// A message in the outbox: what to say, and the request it answers. Its ack is filled in when it
  /// goes out.
  record Outgoing(Optional<String> re, ServerMessage message) {

    /// Who said it to another participant, past every snapshot; empty when the server says it.
    Optional<ParticipantId> signaledBy() {
      return switch (message) {
        case ServerMessage.SignalFrom signal -> Optional.of(signal.from());
        case ServerMessage.CallCreated _,
            ServerMessage.CallFound _,
            ServerMessage.CallJoined _,
            ServerMessage.ParticipantJoined _,
            ServerMessage.ParticipantUpdated _,
            ServerMessage.ParticipantLeft _,
            ServerMessage.CallEnded _,
            ServerMessage.JoinPending _,
            ServerMessage.Knocked _,
            ServerMessage.KnockEnded _,
            ServerMessage.Muted _,
            ServerMessage.Removed _,
            ServerMessage.CallUpdated _,
            ServerMessage.CallOpened _,
            ServerMessage.IceServers _,
            ServerMessage.ErrorAnswer _ ->
            Optional.empty();
      };
    }
  }

  Visit(SignalingSession<Outgoing> session, ClientAddress address, TokenBucket envelopes) {
    this.session = session;
    this.address = address;
    this.envelopes = envelopes;
    this.stay = Stay.first(session.participant());
  }

  /// The session goes on where its new connection comes from.
  void moveTo(ClientAddress from) {
    address = from;
  }

  /// Whether `next` was made before the connection that has the session now [S36].
  boolean isLate(Optional<Attempt> next) {
    return attempt.isPresent()
        && next.isPresent()
        && next.get().page().equals(attempt.get().page())
        && next.get().number() <= attempt.get().number();
  }

  /// Whether another page than before speaks, which remembers nothing of what was said [S36].
  boolean isNewTo(Optional<Attempt> next) {
    return attempt.isPresent()
        && next.isPresent()
        && !next.get().page().equals(attempt.get().page());
  }

  void attempted(Optional<Attempt> made) {
    attempt = made;
  }

  /// Why its participant leaves if nobody resumes the session in time.
  LeaveReason whenGraceIsOver() {
    return whenGraceIsOver;
  }

  void leaveAs(LeaveReason reason) {
    whenGraceIsOver = reason;
  }

  Stay stay() {
    return stay;
  }

  void nextStay() {
    stay = stay.next();
  }

  void enter(Call entered) {
    call = Optional.of(entered);
  }

  void exit() {
    call = Optional.empty();
  }

  /// Whether what waits to be said is a signal of somebody who is still there.
  boolean isSignalFromInside(Outgoing outgoing) {
    Optional<ParticipantId> from = outgoing.signaledBy();
    return from.isPresent() && call.flatMap(inside -> inside.find(from.get())).isPresent();
  }

  ParticipantId id() {
    return session.participant();
  }

  SignalingSession<Outgoing> session() {
    return session;
  }

  ClientAddress address() {
    return address;
  }

  TokenBucket envelopes() {
    return envelopes;
  }

  Optional<Call> call() {
    return call;
  }

  /// Who it is in its call; empty when it is in none.
  Optional<Participant> participant() {
    return call.flatMap(inside -> inside.find(id()));
  }

  /// What outlives the process of this participant of its call.
  StoredParticipant toStore(Participant participant) {
    Call inside = call.orElseThrow();
    return new StoredParticipant(
        inside.ref(), participant, session.resumeToken(), inside.linkOf(participant.id()));
  }
}
