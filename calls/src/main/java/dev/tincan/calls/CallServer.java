package dev.tincan.calls;

import dev.tincan.calls.CallEvent.SessionEnd;
import dev.tincan.calls.Visit.Outgoing;
import dev.tincan.calls.Visits.Opening;
import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.call.NewCall;
import dev.tincan.calls.call.PassphraseHash;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.call.StoredDoor;
import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.ClientFrame.Attempt;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.IceConfig;
import dev.tincan.calls.message.Limits;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.session.ConnectionId;
import dev.tincan.calls.session.Inbound;
import dev.tincan.calls.session.Numbered;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.ResumeToken;
import dev.tincan.calls.session.Resumption;
import dev.tincan.calls.session.SessionState;
import dev.tincan.calls.session.SignalingSession;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Sessions and calls of one server. Confined to one thread; every input returns at once and says
/// what is to be done to the [CallOutput] it is given.
///
/// This class owns the connections and decides which session a frame belongs to; [Visits] owns the
/// sessions, [Calls] the calls.
public final class CallServer {

  private final CallLimits limits;
  private final Deadlines<Due> deadlines = new Deadlines<>();
  private final Tally tally = new Tally();
  private final Map<ConnectionId, Connection> connections = new LinkedHashMap<>();
  private final Visits visits;
  private final Calls calls;
  private final String instance;
  private boolean down;

  /// `random` must be a secure source: ids and secrets come from it.
  public CallServer(CallLimits limits, IceServerSource iceServers, RandomGenerator random) {
    this.limits = limits;
    this.instance = ParticipantId.random(random).value();
    this.visits = new Visits(limits, iceServers, random, deadlines);
    this.calls = new Calls(limits, visits, random, deadlines);
  }

  /// Calls as they were stored, oldest first, before the first connection.
  public void restore(Iterable<StoredCall> stored, Now now) {
    for (StoredCall call : stored) {
      calls.restore(call, now);
    }
  }

  /// Who may not come into calls, after these.
  public void restoreDoors(Iterable<StoredDoor> stored) {
    for (StoredDoor door : stored) {
      calls.restore(door);
    }
  }

  /// Who was in a call, in the order they joined, after the calls. They have the time of a lost
  /// connection to come back [S33].
  public void restoreParticipants(Iterable<StoredParticipant> stored, Now now, CallOutput out) {
    Step step = step(now, out);
    long graceOverNanos = now.plus(limits.timers().grace());
    for (StoredParticipant participant : stored) {
      Optional<Visit> visit = calls.restore(participant, graceOverNanos, now);
      if (visit.isPresent()) {
        deadlines.set(new Due.GraceOver(visit.get().id()), graceOverNanos);
        deadlines.set(new Due.LostNotice(visit.get().id()), now.plus(limits.timers().lostNotice()));
        step.out().stayBegun(visit.get().stay());
      } else {
        out.forgetParticipant(participant.participant().id());
      }
    }
  }

  /// A connection is open; `hello` is awaited on it [S4].
  public void onConnected(ConnectionId connection, ClientAddress address, Now now, CallOutput out) {
    Step step = step(now, out);
    if (down || connections.size() >= limits.sizes().connections()) {
      ErrorCode code = down ? ErrorCode.SERVER_UNAVAILABLE : ErrorCode.SERVER_FULL;
      step.rejected(code);
      step.send(connection, new ServerFrame.Fatal(code, "No connection can be served."));
      out.close(connection);
      return;
    }
    var frames = new TokenBucket(limits.rates().frames(), now.nanos());
    var opened = new Connection(connection, address, frames, now.nanos());
    if (connections.putIfAbsent(connection, opened) != null) {
      throw new IllegalStateException("Already connected: " + connection);
    }
    deadlines.set(new Due.Life(connection), now.plus(limits.timers().hello()));
  }

  /// A frame came in.
  public void onFrame(ConnectionId connection, ClientFrame frame, Now now, CallOutput out) {
    Connection known = connections.get(connection);
    if (known == null) {
      return; // It was closed while this frame was under way.
    }
    Step step = step(now, out);
    tally.frameIn();
    if (!known.heard(now.nanos())) {
      fatal(known, ErrorCode.SESSION_RATE_LIMITED, "Too many frames.", step);
      return;
    }
    switch (known.state()) {
      case Connection.AwaitingHello _ -> {
        if (frame instanceof ClientFrame.Hello hello) {
          hello(known, hello, step);
        } else {
          fatal(known, ErrorCode.PROTOCOL_HELLO_EXPECTED, "The first frame must be hello.", step);
        }
      }
      case Connection.Serving(Visit visit) -> serve(known, visit, frame, step);
    }
  }

  /// What came in is no frame: the connection ends with `fatal code` [S2].
  public void onMalformed(
      ConnectionId connection, ErrorCode code, String message, Now now, CallOutput out) {
    Connection known = connections.get(connection);
    if (known != null) {
      tally.frameIn();
      fatal(known, code, message, step(now, out));
    }
  }

  /// The connection is closed or broken.
  public void onDisconnected(ConnectionId connection, Now now, CallOutput out) {
    Connection known = connections.get(connection);
    if (known != null) {
      forget(known);
      detach(known, step(now, out));
    }
  }

  /// The call is stored; if it was just created, its creator is answered now.
  public void onCallStored(CallId call, Now now, CallOutput out) {
    calls.creations().onStored(call, step(now, out));
  }

  /// The call could not be stored; if it was just created, there is no such call.
  public void onCallStoreFailed(CallId call, Now now, CallOutput out) {
    calls.creations().onStoreFailed(call, step(now, out));
  }

  /// The passphrase of a call that is being made was hashed; empty when that failed.
  public void onPassphraseHashed(
      PassphraseCheck check, Optional<PassphraseHash> hash, Now now, CallOutput out) {
    calls.creations().onPassphraseHashed(check, hash, step(now, out));
  }

  /// Whether somebody who wants to join knows the passphrase; empty when that could not be found
  /// out.
  public void onPassphraseCompared(
      PassphraseCheck check, Optional<Boolean> right, Now now, CallOutput out) {
    calls.entrance().onPassphraseCompared(check, right, step(now, out));
  }

  /// A call for somebody who has no session. It is theirs once it is stored and given to
  /// [#addCall]; until then it does not exist. Empty when there are too many calls.
  ///
  /// @param owner the id of the API key it belongs to
  public Optional<NewCall> drawCall(Plan plan, Optional<String> owner, Now now) {
    return down || calls.creations().isFull()
        ? Optional.empty()
        : Optional.of(calls.creations().draw(plan, owner, now.wall()));
  }

  /// The call that was drawn is stored, and exists from now on.
  public void addCall(StoredCall stored, Now now, CallOutput out) {
    if (!down) {
      calls.creations().addStored(stored, step(now, out));
    }
  }

  /// The call as it is now; empty when there is none, or it has ended.
  public Optional<CallSummary> findCall(CallId call) {
    return calls
        .book()
        .find(call)
        .map(found -> new CallSummary(found.state(), found.participants()));
  }

  /// Ends the call for everyone. False when there is none, or it has ended.
  public boolean endCall(CallRef call, Now now, CallOutput out) {
    return calls.life().end(call, step(now, out));
  }

  /// Lets nobody new into the call; it ends when the last one has left [S130]. False when there is
  /// none.
  public boolean drainCall(CallRef call, Now now, CallOutput out) {
    return calls.life().drain(call, step(now, out));
  }

  /// How each call is now, those with somebody in it first, the rest newest first.
  ///
  /// @param max of how many to tell
  public List<CallOverview> overview(int max) {
    return calls.overview(max);
  }

  /// How calls are addressed that have not ended.
  public List<CallRef> callRefs() {
    return calls.book().all().stream().map(Call::ref).toList();
  }

  /// The call as it is stored, or is about to be; empty when there is none, or it has ended.
  public Optional<StoredCall> storedCall(CallId call) {
    return calls.plans().find(call);
  }

  /// What was agreed of a call is another from now on; whoever is inside stays. It is stored; empty
  /// when there is no such call, or it has ended.
  public Optional<StoredCall> changePlan(CallId call, Plan plan, Now now, CallOutput out) {
    return calls.plans().change(call, plan, step(now, out));
  }

  /// The call is off for good, with all the times to come. False when there is none, or it has
  /// ended.
  public boolean cancel(CallId call, Now now, CallOutput out) {
    return calls.life().cancel(call, step(now, out));
  }

  /// One more link lets people in; the call is stored with it. Empty when there is no such call, it
  /// has ended, or it has as many links as it may.
  public Optional<StoredCall> addLink(CallId call, JoinLink link, Now now, CallOutput out) {
    return calls.plans().addLink(call, link, step(now, out));
  }

  /// The link lets nobody in any more; whoever came by it stays. Empty when there is no such call
  /// or link.
  public Optional<StoredCall> revokeLink(CallId call, String link, Now now, CallOutput out) {
    return calls.plans().revokeLink(call, link, step(now, out));
  }

  /// The server is about to stop: every client is told, and goes on until it does [S35].
  public void goAway(Now now, CallOutput out) {
    Step step = step(now, out);
    for (Connection connection : connections.values()) {
      step.send(connection.id(), new ServerFrame.GoingAway());
    }
  }

  /// The server stops: every connection is told and closed. Stored calls and participants stay
  /// stored, to be found after a restart. No input has an effect after this, except that new
  /// connections are refused.
  public void shutDown(Now now, CallOutput out) {
    goAway(now, out);
    for (Connection connection : connections.values()) {
      out.close(connection.id());
    }
    connections.clear();
    visits.clear();
    calls.clear();
    deadlines.clear();
    down = true;
  }

  /// When to call [#onDeadline], in monotonic nanos; `Long.MAX_VALUE` when nothing is awaited.
  public long nextDeadline() {
    return deadlines.next();
  }

  /// Does what is due, but at most [CallLimits.Sizes#deadlinesPerInput] of it; [#nextDeadline]
  /// tells when to go on.
  public void onDeadline(Now now, CallOutput out) {
    Step step = step(now, out);
    for (int i = 0; i < limits.sizes().deadlinesPerInput(); i++) {
      Optional<Due> due = deadlines.pollDue(now);
      if (due.isEmpty()) {
        return;
      }
      onDue(due.get(), step);
    }
  }

  /// For metrics.
  public CallCounts counts() {
    var present =
        new CallCounts.Present(
            connections.size(), visits.size(), calls.book().participants(), calls.book().counts());
    return tally.with(present);
  }

  private void hello(Connection connection, ClientFrame.Hello hello, Step step) {
    if (hello.version() != ClientFrame.VERSION) {
      fatal(connection, ErrorCode.PROTOCOL_VERSION, "This server speaks version 1.", step);
      return;
    }
    Optional<Visit> known = hello.resume().map(ClientFrame.Resume::token).flatMap(visits::find);
    if (known.isPresent() && hello.resume().isPresent()) {
      resume(connection, known.get(), hello.resume().get(), hello.attempt(), step);
    } else {
      open(connection, hello.attempt(), step);
    }
  }

  private void open(Connection connection, Optional<Attempt> attempt, Step step) {
    switch (visits.open(connection.id(), connection.address(), step.now())) {
      case Opening.Refused(ErrorCode code) ->
          fatal(connection, code, "No further session can be opened.", step);
      case Opening.Opened(Visit visit, ResumeToken token) -> {
        visit.attempted(attempt);
        step.event(new CallEvent.SessionOpened(visit.id()));
        var grant = new ServerFrame.SessionGrant(visit.id(), token, false, instance);
        welcome(connection, visit, grant, Optional.empty(), step);
      }
    }
  }

  /// A connection takes a session up [S12]; one that had it loses it [S14].
  private void resume(
      Connection connection,
      Visit visit,
      ClientFrame.Resume resume,
      Optional<Attempt> attempt,
      Step step) {
    if (visit.isLate(attempt)) {
      fatal(connection, ErrorCode.SESSION_TAKEN_OVER, "A later attempt has the session.", step);
      return;
    }
    SessionState before = visit.session().state();
    Resumption<Outgoing> resumption =
        visit
            .session()
            .resume(
                connection.id(),
                resume.lastSeq(),
                resume.acked(),
                visit.isNewTo(attempt),
                visit::isSignalFromInside);
    if (resumption instanceof Resumption.Impossible<Outgoing>) {
      fatal(connection, ErrorCode.PROTOCOL_INVALID, "lastSeq was never sent.", step);
      return;
    }
    if (before instanceof SessionState.Attached(ConnectionId old)) {
      takeFrom(old, step);
    }
    visit.attempted(attempt);
    visits.move(visit, connection.address(), step.now());
    deadlines.cancel(new Due.LostNotice(visit.id()));
    deadlines.cancel(new Due.GraceOver(visit.id()));
    Optional<ServerFrame.Snapshot> snapshot = Optional.empty();
    List<Numbered<Outgoing>> repeated = List.of();
    switch (resumption) {
      case Resumption.Repeat<Outgoing>(var messages) -> repeated = messages;
      case Resumption.Snapshot<Outgoing>(long seq, var messages) -> {
        snapshot = Optional.of(new ServerFrame.Snapshot(seq, calls.presence().snapshot(visit)));
        repeated = messages;
      }
      case Resumption.Impossible<Outgoing> _ -> throw new IllegalStateException("Seen above");
    }
    step.event(new CallEvent.SessionResumed(visit.id(), snapshot.isPresent()));
    var grant = new ServerFrame.SessionGrant(visit.id(), resume.token(), true, instance);
    welcome(connection, visit, grant, snapshot, step);
    for (Numbered<Outgoing> message : repeated) {
      visits.transmit(visit, connection.id(), message, step);
    }
    calls.presence().showConnected(visit, true, step);
  }

  private void welcome(
      Connection connection,
      Visit visit,
      ServerFrame.SessionGrant grant,
      Optional<ServerFrame.Snapshot> snapshot,
      Step step) {
    connection.serve(visit);
    deadlines.set(new Due.Life(connection.id()), step.now().plus(limits.timers().idle()));
    IceConfig ice = visits.mintIce(visit, connection.id(), step);
    CallLimits.Sizes sizes = limits.sizes();
    var told = new Limits(sizes.messageBytes(), sizes.participantsPerCall(), sizes.nameLength());
    long ack = visit.session().takeAck();
    step.send(
        connection.id(),
        new ServerFrame.Welcome(grant, ack, ice, limits.timers().grace(), told, snapshot));
  }

  private void serve(Connection connection, Visit visit, ClientFrame frame, Step step) {
    switch (frame) {
      case ClientFrame.Hello _ ->
          fatal(connection, ErrorCode.PROTOCOL_INVALID, "hello came twice.", step);
      case ClientFrame.Bye _ -> {
        close(connection, step);
        end(visit, SessionEnd.BYE, LeaveReason.LEFT, step);
      }
      case ClientFrame.Detach(ClientFrame.Detach.Why why) -> {
        close(connection, step);
        detach(visit, why, step.now());
      }
      case ClientFrame.Ack(long ack) -> acked(connection, visit, ack, step);
      case ClientFrame.Ping _ -> step.send(connection.id(), new ServerFrame.Pong());
      case ClientFrame.Pong _ -> {}
      case ClientFrame.Envelope envelope -> {
        if (acked(connection, visit, envelope.ack(), step)) {
          onEnvelope(connection, visit, envelope, step);
        }
      }
    }
  }

  private void onEnvelope(
      Connection connection, Visit visit, ClientFrame.Envelope envelope, Step step) {
    SignalingSession<Outgoing> session = visit.session();
    Inbound place = session.place(envelope.seq());
    if (place == Inbound.GAP) {
      fatal(connection, ErrorCode.PROTOCOL_GAP, "A sequence number is missing.", step);
      return;
    }
    if (place == Inbound.NEXT && !visit.envelopes().tryTake(step.now().nanos())) {
      fatal(connection, ErrorCode.SESSION_RATE_LIMITED, "Too many envelopes.", step);
      return;
    }
    long ackDeadlineNanos = step.now().plus(limits.timers().ack());
    session.accept(envelope.seq(), ackDeadlineNanos);
    var ack = new Due.Ack(visit.id());
    if (!deadlines.isSet(ack)) { // An earlier one is moved when it comes.
      deadlines.set(ack, ackDeadlineNanos);
    }
    if (place == Inbound.NEXT) {
      var request = new Request(visit, envelope.id(), step);
      calls.onMessage(request, envelope.message());
    }
  }

  private boolean acked(Connection connection, Visit visit, long ack, Step step) {
    boolean possible = visit.session().onAck(ack);
    if (!possible) {
      fatal(connection, ErrorCode.PROTOCOL_INVALID, "ack was never sent.", step);
    }
    return possible;
  }

  private void onDue(Due due, Step step) {
    switch (due) {
      case Due.Life(ConnectionId connection) -> onLifeDue(connection, step);
      case Due.Ack(var participant) -> visits.onAckDue(participant, step);
      case Due.Ice(var participant) -> visits.onIceDue(participant, step);
      case Due.LostNotice(var participant) ->
          calls.presence().showConnected(visits.require(participant), false, step);
      case Due.GraceOver(var participant) -> {
        Visit visit = visits.require(participant);
        LeaveReason reason = visit.whenGraceIsOver();
        end(visit, reason == LeaveReason.LEFT ? SessionEnd.BYE : SessionEnd.LOST, reason, step);
      }
      case Due.KnockOver(var participant) -> calls.lobby().onKnockOver(participant, step);
      case Due.CallDue(var call) -> calls.life().onDue(call, step);
      case Due.Forget(ClientAddress address) -> visits.addresses().forget(address);
    }
  }

  /// The connection may have been silent for too long [S4], [S10]. Frames do not move this
  /// deadline; it is looked at when it comes.
  private void onLifeDue(ConnectionId id, Step step) {
    Connection connection = connections.get(id);
    if (connection == null) {
      throw new IllegalStateException("A deadline outlived its connection: " + id);
    }
    if (connection.state() instanceof Connection.AwaitingHello) {
      fatal(connection, ErrorCode.SESSION_HELLO_TIMEOUT, "No hello came.", step);
      return;
    }
    if (connection.isPinged()) {
      close(connection, step);
      detach(connection, step);
      return;
    }
    long pingNanos = connection.heardNanos() + limits.timers().idle().toNanos();
    if (step.now().reached(pingNanos)) {
      connection.pinged();
      step.send(id, new ServerFrame.Ping());
      deadlines.set(new Due.Life(id), step.now().plus(limits.timers().pong()));
    } else {
      deadlines.set(new Due.Life(id), pingNanos);
    }
  }

  private void fatal(Connection connection, ErrorCode code, String message, Step step) {
    step.rejected(code);
    step.send(connection.id(), new ServerFrame.Fatal(code, message));
    close(connection, step);
    detach(connection, step);
  }

  /// The session already belongs to the newer connection; the older one just ends.
  private void takeFrom(ConnectionId old, Step step) {
    Connection connection = connections.get(old);
    if (connection == null) {
      throw new IllegalStateException("Attached to no connection: " + old);
    }
    ErrorCode code = ErrorCode.SESSION_TAKEN_OVER;
    step.rejected(code);
    step.send(old, new ServerFrame.Fatal(code, "The session goes on elsewhere."));
    close(connection, step);
  }

  private void close(Connection connection, Step step) {
    forget(connection);
    step.out().close(connection.id());
  }

  private void forget(Connection connection) {
    connections.remove(connection.id());
    deadlines.cancel(new Due.Life(connection.id()));
  }

  /// The session that the connection served waits for another one [S15].
  private void detach(Connection connection, Step step) {
    if (connection.state() instanceof Connection.Serving(Visit visit)) {
      await(visit, LeaveReason.LOST, limits.timers().grace(), step.now());
      deadlines.set(new Due.LostNotice(visit.id()), step.now().plus(limits.timers().lostNotice()));
    }
  }

  /// The client went on purpose, and is back before anybody need know [S32].
  private void detach(Visit visit, ClientFrame.Detach.Why why, Now now) {
    switch (why) {
      case UNLOAD -> await(visit, LeaveReason.LEFT, limits.timers().unload(), now);
      case IDLE -> await(visit, LeaveReason.LOST, limits.timers().idleDetach(), now);
    }
  }

  /// The session ends when no connection resumes it in this time.
  private void await(Visit visit, LeaveReason otherwise, Duration time, Now now) {
    long graceOverNanos = now.plus(time);
    visit.session().detach(graceOverNanos);
    visit.leaveAs(otherwise);
    deadlines.cancel(new Due.Ack(visit.id()));
    deadlines.set(new Due.GraceOver(visit.id()), graceOverNanos);
  }

  private void end(Visit visit, SessionEnd reason, LeaveReason leaveReason, Step step) {
    calls.presence().remove(visit, leaveReason, step);
    calls.book().forget(visit.id());
    visits.remove(visit, reason, step);
  }

  private Step step(Now now, CallOutput out) {
    return new Step(now, out, tally);
  }

  // What tests look at.

  List<Visit> visits() {
    return visits.all();
  }

  List<Call> calls() {
    return calls.book().all();
  }

  boolean isKnocking(ParticipantId participant) {
    return calls.book().doors().knockedAt(participant).isPresent();
  }

  Map<ParticipantId, String> knockers(CallRef call) {
    Map<ParticipantId, String> names = new LinkedHashMap<>();
    calls
        .book()
        .doors()
        .find(call)
        .map(Door::knocks)
        .orElse(List.of())
        .forEach(knock -> names.put(knock.participant().id(), knock.participant().name()));
    return names;
  }

  boolean isAwaited(Due due) {
    return deadlines.isSet(due);
  }
}
