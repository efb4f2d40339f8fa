package dev.tincan.calls;

import dev.tincan.calls.Visit.Outgoing;
import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.IceConfig;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.session.ConnectionId;
import dev.tincan.calls.session.Numbered;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.ResumeToken;
import dev.tincan.calls.session.SecretHash;
import dev.tincan.calls.session.SessionState;
import dev.tincan.calls.session.SignalingSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// All sessions, and what goes out on them: envelopes, acks, fresh ICE servers.
final class Visits {

  /// Credentials are renewed after this many quarters of their lifetime, but not more often than
  /// the minimum.
  private static final int RENEWED_AFTER_QUARTERS = 3;

  private static final Duration RENEWAL_MIN = Duration.ofSeconds(10);
  private static final Duration RENEWAL_MAX = Duration.ofDays(1);

  private final CallLimits limits;
  private final IceServerSource iceServers;
  private final RandomGenerator random;
  private final Deadlines<Due> deadlines;
  private final Addresses addresses;
  private final Map<SecretHash, Visit> byToken = new LinkedHashMap<>();
  private final Map<ParticipantId, Visit> byParticipant = new LinkedHashMap<>();

  Visits(
      CallLimits limits,
      IceServerSource iceServers,
      RandomGenerator random,
      Deadlines<Due> deadlines) {
    this.limits = limits;
    this.iceServers = iceServers;
    this.random = random;
    this.deadlines = deadlines;
    this.addresses = new Addresses(limits, deadlines);
  }

  /// A session was opened, or why it was not.
  sealed interface Opening {

    record Opened(Visit visit, ResumeToken token) implements Opening {}

    record Refused(ErrorCode code) implements Opening {}
  }

  /// A new session on this connection [S11].
  Opening open(ConnectionId connection, ClientAddress address, Now now) {
    if (byToken.size() >= limits.sizes().sessions()) {
      return new Opening.Refused(ErrorCode.SERVER_FULL);
    }
    if (!addresses.tryAddSession(address, now)) {
      return new Opening.Refused(ErrorCode.SESSION_TOO_MANY);
    }
    var token = ResumeToken.random(random);
    var session =
        new SignalingSession<Outgoing>(
            ParticipantId.random(random),
            token.hash(),
            connection,
            limits.sizes().outboxEnvelopes());
    var visit =
        new Visit(session, address, new TokenBucket(limits.rates().envelopes(), now.nanos()));
    add(visit);
    return new Opening.Opened(visit, token);
  }

  /// A session from before the start, which waits until `deadlineNanos`. It counts for no address
  /// until its client comes from one.
  Visit restore(StoredParticipant stored, long deadlineNanos, Now now) {
    SignalingSession<Outgoing> session =
        SignalingSession.restored(
            stored.participant().id(),
            stored.resumeToken(),
            limits.sizes().outboxEnvelopes(),
            deadlineNanos);
    var visit =
        new Visit(
            session,
            ClientAddress.UNKNOWN,
            new TokenBucket(limits.rates().envelopes(), now.nanos()));
    addresses.addSession(visit.address(), now);
    add(visit);
    return visit;
  }

  private void add(Visit visit) {
    byToken.put(visit.session().resumeToken(), visit);
    byParticipant.put(visit.id(), visit);
  }

  /// The session's client now comes from here; it has been let in, so no limit keeps it out.
  void move(Visit visit, ClientAddress to, Now now) {
    if (!visit.address().equals(to)) {
      addresses.addSession(to, now);
      addresses.removeSession(visit.address(), now);
      visit.moveTo(to);
    }
  }

  /// Sends `message` now if there is a connection, and keeps it until it is acked [S8].
  void deliver(Visit visit, Optional<String> re, ServerMessage message, Step step) {
    Numbered<Outgoing> numbered = visit.session().append(new Outgoing(re, message));
    if (visit.session().state() instanceof SessionState.Attached(ConnectionId connection)) {
      transmit(visit, connection, numbered, step);
    }
  }

  /// Tells a participant something that answers nothing.
  void deliver(ParticipantId participant, ServerMessage message, Step step) {
    find(participant).ifPresent(visit -> deliver(visit, Optional.empty(), message, step));
  }

  /// Answers with an error.
  void reject(Visit visit, Optional<String> re, ErrorCode code, String message, Step step) {
    reject(visit, re, new ServerMessage.ErrorAnswer(code, message), step);
  }

  void reject(Visit visit, Optional<String> re, ServerMessage.ErrorAnswer error, Step step) {
    step.rejected(error.code());
    deliver(visit, re, error, step);
  }

  /// Answers a request.
  void answer(Request request, ServerMessage message) {
    deliver(request.visit(), request.id(), message, request.step());
  }

  void reject(Request request, ErrorCode code, String message) {
    reject(request, new ServerMessage.ErrorAnswer(code, message));
  }

  void reject(Request request, ServerMessage.ErrorAnswer error) {
    reject(request.visit(), request.id(), error, request.step());
  }

  void tellAll(Call call, ServerMessage message, Step step) {
    for (Participant participant : call.participants()) {
      deliver(participant.id(), message, step);
    }
  }

  void tellOthers(Call call, Visit visit, ServerMessage message, Step step) {
    for (Participant participant : call.participants()) {
      if (!participant.id().equals(visit.id())) {
        deliver(participant.id(), message, step);
      }
    }
  }

  void tellHosts(Call call, ServerMessage message, Step step) {
    for (Participant participant : call.participants()) {
      if (participant.isHost()) {
        deliver(participant.id(), message, step);
      }
    }
  }

  /// Puts a numbered message on the wire, with the ack as it is now.
  void transmit(Visit visit, ConnectionId connection, Numbered<Outgoing> numbered, Step step) {
    Outgoing outgoing = numbered.message();
    long ack = visit.session().takeAck();
    step.send(
        connection,
        new ServerFrame.Envelope(numbered.seq(), ack, outgoing.re(), outgoing.message()));
  }

  /// Fresh ICE servers; the next ones follow by themselves while the session has a connection.
  IceConfig mintIce(Visit visit, ConnectionId connection, Step step) {
    Now now = step.now();
    IceConfig config = iceServers.mint(visit.stay(), connection, now);
    step.out().stayBegun(visit.stay());
    deadlines.set(new Due.Ice(visit.id()), now.plus(renewalAfter(config, now)));
    return config;
  }

  /// Credentials end with a stay in a call; the session goes on with new ones [S38].
  void endStay(Visit visit, Step step) {
    step.out().stayEnded(visit.stay(), true);
    visit.nextStay();
    sendIce(visit, step);
  }

  /// An ack frame may be due [S6].
  void onAckDue(ParticipantId participant, Step step) {
    Visit visit = require(participant);
    var deadline = visit.session().ackDeadlineNanos();
    if (deadline.isEmpty()) {
      return;
    }
    if (!step.now().reached(deadline.getAsLong())) {
      deadlines.set(new Due.Ack(participant), deadline.getAsLong());
    } else if (visit.session().state() instanceof SessionState.Attached(ConnectionId connection)) {
      step.send(connection, new ServerFrame.Ack(visit.session().takeAck()));
    }
  }

  /// The credentials are about to expire. A session without a connection gets new ones when it is
  /// resumed [S12].
  void onIceDue(ParticipantId participant, Step step) {
    sendIce(require(participant), step);
  }

  private void sendIce(Visit visit, Step step) {
    if (visit.session().state() instanceof SessionState.Attached(ConnectionId connection)) {
      var message = new ServerMessage.IceServers(mintIce(visit, connection, step));
      deliver(visit, Optional.empty(), message, step);
    }
  }

  /// The session is over; whoever calls this has taken it out of its call.
  void remove(Visit visit, CallEvent.SessionEnd reason, Step step) {
    ParticipantId id = visit.id();
    byToken.remove(visit.session().resumeToken());
    byParticipant.remove(id);
    deadlines.cancel(new Due.Ack(id));
    deadlines.cancel(new Due.Ice(id));
    deadlines.cancel(new Due.LostNotice(id));
    deadlines.cancel(new Due.GraceOver(id));
    addresses.removeSession(visit.address(), step.now());
    step.out().stayEnded(visit.stay(), reason != CallEvent.SessionEnd.LOST);
    step.event(new CallEvent.SessionEnded(id, reason));
  }

  Optional<Visit> find(ResumeToken token) {
    return Optional.ofNullable(byToken.get(token.hash()));
  }

  Optional<Visit> find(ParticipantId participant) {
    return Optional.ofNullable(byParticipant.get(participant));
  }

  /// A deadline of a session is canceled with it, so there is one.
  Visit require(ParticipantId participant) {
    return find(participant)
        .orElseThrow(() -> new IllegalStateException("No session of " + participant));
  }

  void clear() {
    byToken.clear();
    byParticipant.clear();
    addresses.clear();
  }

  Addresses addresses() {
    return addresses;
  }

  List<Visit> all() {
    return new ArrayList<>(byParticipant.values());
  }

  int size() {
    return byParticipant.size();
  }

  private static Duration renewalAfter(IceConfig config, Now now) {
    Duration lifetime = Duration.between(now.wall(), config.expiresAt());
    if (lifetime.compareTo(RENEWAL_MAX) > 0) {
      return RENEWAL_MAX;
    }
    Duration after = lifetime.multipliedBy(RENEWED_AFTER_QUARTERS).dividedBy(4);
    return after.compareTo(RENEWAL_MIN) < 0 ? RENEWAL_MIN : after;
  }
}
