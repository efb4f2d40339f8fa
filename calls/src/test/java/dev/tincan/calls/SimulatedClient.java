package dev.tincan.calls;

import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.message.CallView;
import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.Knocker;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.session.ConnectionId;
import dev.tincan.calls.session.Numbered;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.ResumeToken;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A browser's side of the protocol, written independently of the server's: numbers, keeps and
/// repeats what it sends, counts what it receives, resumes. It knows who is in its call from what
/// it was told alone.
final class SimulatedClient {

  /// What the client believes of its session; a new session makes a new one.
  static final class Belief {
    final ParticipantId id;
    final ResumeToken token;
    final ArrayDeque<Numbered<ClientMessage>> unacked = new ArrayDeque<>();
    final Map<String, Integer> answers = new LinkedHashMap<>();
    final Map<ParticipantId, Participant> others = new LinkedHashMap<>();
    final List<String> lookUps = new ArrayList<>();
    Optional<String> call = Optional.empty();
    long lastSent;
    long lastSeen;
    long ackTold;
    long leftAt;

    /// A host decides; what the call says then is no answer to a request.
    boolean waiting;

    boolean host;
    final Map<ParticipantId, String> knockers = new LinkedHashMap<>();
    long acked;
    int snapshots;

    /// The page was loaded again: it knows the session, and nothing that was said in it.
    boolean reloaded;

    Belief(ParticipantId id, ResumeToken token) {
      this.id = id;
      this.token = token;
    }
  }

  /// How a frame gets to the server.
  interface Wire {
    void send(ClientFrame frame);
  }

  private Optional<Belief> belief = Optional.empty();
  private Optional<ConnectionId> connection = Optional.empty();
  private boolean welcomed;
  private Wire wire = _ -> {};
  private int page = 1;
  private long attempts;

  /// A connection opened: introduce yourself.
  void onOpen(ConnectionId opened, Wire to) {
    connection = Optional.of(opened);
    wire = to;
    welcomed = false;
    var attempt = new ClientFrame.Attempt("page " + page, ++attempts);
    Optional<ClientFrame.Resume> resume =
        belief.map(b -> new ClientFrame.Resume(b.token, b.lastSeen, b.acked));
    wire.send(new ClientFrame.Hello(1, resume, Optional.of(attempt)));
  }

  /// Closes the connection on purpose, and forgets everything but the session if the page goes
  /// away.
  void detach(ClientFrame.Detach.Why why) {
    if (!welcomed) {
      return;
    }
    wire.send(new ClientFrame.Detach(why));
    connection = Optional.empty();
    welcomed = false;
    if (why == ClientFrame.Detach.Why.UNLOAD) {
      page++;
      attempts = 0;
      Belief mine = require();
      mine.reloaded = true;
      mine.unacked.clear();
      mine.answers.clear();
      mine.lookUps.clear();
      mine.lastSeen = 0;
      mine.acked = 0;
      mine.leftAt = 0;
      leave(mine);
    }
  }

  /// The connection is gone.
  void onClose(ConnectionId closed) {
    if (connection.equals(Optional.of(closed))) {
      connection = Optional.empty();
      welcomed = false;
    }
  }

  void onFrame(ConnectionId from, ServerFrame frame) {
    if (!connection.equals(Optional.of(from))) {
      return;
    }
    switch (frame) {
      case ServerFrame.Welcome welcome -> onWelcome(welcome);
      case ServerFrame.Fatal fatal -> onFatal(fatal);
      case ServerFrame.Ack(long ack) -> onAck(ack);
      case ServerFrame.Ping _ -> wire.send(new ClientFrame.Pong());
      case ServerFrame.Pong _, ServerFrame.GoingAway _ -> {}
      case ServerFrame.Envelope envelope -> onEnvelope(envelope);
    }
  }

  /// Asks for something, now or after the next resume. False when too much is unacked.
  boolean request(ClientMessage message) {
    if (belief.isEmpty() || belief.get().reloaded || belief.get().unacked.size() >= 256) {
      return false;
    }
    Belief mine = belief.get();
    mine.lastSent++;
    if (message instanceof ClientMessage.LookUpCall) {
      mine.lookUps.add("r" + mine.lastSent);
    }
    if (message instanceof ClientMessage.LeaveCall) {
      mine.leftAt = mine.lastSent;
      leave(mine);
    }
    var numbered = new Numbered<>(mine.lastSent, message);
    mine.unacked.addLast(numbered);
    if (welcomed) {
      send(numbered);
    }
    return true;
  }

  /// Acks what was received; envelopes repeat that number until the next time.
  void ack() {
    if (welcomed) {
      require().ackTold = require().lastSeen;
      wire.send(new ClientFrame.Ack(require().lastSeen));
    }
  }

  void bye() {
    if (welcomed) {
      wire.send(new ClientFrame.Bye());
      belief = Optional.empty();
      connection = Optional.empty();
      welcomed = false;
    }
  }

  Optional<Belief> belief() {
    return belief;
  }

  Optional<ConnectionId> connection() {
    return connection;
  }

  boolean isWelcomed() {
    return welcomed;
  }

  private void onWelcome(ServerFrame.Welcome welcome) {
    check(!welcomed, "One welcome per connection");
    ServerFrame.SessionGrant grant = welcome.session();
    if (!grant.resumed()) {
      check(welcome.snapshot().isEmpty() && welcome.ack() == 0, "A new session starts at nothing");
      belief = Optional.of(new Belief(grant.participant(), grant.resume()));
      welcomed = true;
      return;
    }
    Belief mine = require();
    check(mine.id.equals(grant.participant()), "A resumed session keeps its participant");
    check(mine.token.equals(grant.resume()), "A resumed session keeps its token");
    welcome.snapshot().ifPresent(snapshot -> onSnapshot(mine, snapshot, welcome.ack()));
    if (mine.reloaded) {
      mine.reloaded = false;
      mine.lastSent = welcome.ack();
    }
    mine.ackTold = mine.lastSeen;
    welcomed = true;
    onAck(welcome.ack());
    for (Numbered<ClientMessage> message : List.copyOf(mine.unacked)) {
      send(message);
    }
  }

  private static void onSnapshot(Belief mine, ServerFrame.Snapshot snapshot, long ack) {
    check(snapshot.seq() >= mine.lastSeen, "A snapshot stands for something that was missed");
    mine.lastSeen = snapshot.seq();
    mine.snapshots++;
    leave(mine);
    if (mine.leftAt > ack) {
      return; // The server does not know yet.
    }
    mine.call = snapshot.call().map(view -> view.call().value());
    snapshot
        .call()
        .ifPresent(view -> {
          noteHost(mine, view);
          for (Participant participant : view.participants()) {
            if (!participant.id().equals(mine.id)) {
              mine.others.put(participant.id(), participant);
            }
          }
        });
  }

  /// An older connection of one's own may take the session over, when its `hello` was the slower
  /// one.
  private static void onFatal(ServerFrame.Fatal fatal) {
    check(fatal.code() == ErrorCode.SESSION_TAKEN_OVER, "A correct client was refused: " + fatal);
  }

  private void onAck(long ack) {
    Belief mine = require();
    check(ack <= mine.lastSent, "Acked what was never sent");
    mine.acked = Math.max(mine.acked, ack);
    while (!mine.unacked.isEmpty() && mine.unacked.getFirst().seq() <= ack) {
      mine.unacked.removeFirst();
    }
  }

  private void onEnvelope(ServerFrame.Envelope envelope) {
    Belief mine = require();
    check(welcomed, "An envelope before welcome");
    onAck(envelope.ack());
    check(
        envelope.seq() == mine.lastSeen + 1,
        "Out of order: " + envelope.seq() + " after " + mine.lastSeen);
    mine.lastSeen = envelope.seq();
    envelope
        .re()
        .ifPresent(
            re -> check(mine.answers.merge(re, 1, Integer::sum) == 1, "Answered twice: " + re));
    boolean joined = envelope.message() instanceof ServerMessage.CallJoined;
    long request = envelope.re().map(re -> Long.parseLong(re.substring(1))).orElse(0L);
    if (envelope.message() instanceof ServerMessage.JoinPending && request > mine.leftAt) {
      mine.waiting = true;
    } else if (joined && envelope.re().isEmpty()) {
      if (mine.waiting) {
        onMessage(mine, envelope.message());
      } else {
        request(new ClientMessage.LeaveCall()); // It does not know any more that it had asked.
      }
    } else if (joined ? request > mine.leftAt : mine.call.isPresent()) {
      onMessage(mine, envelope.message());
    }
  }

  private static void noteHost(Belief mine, CallView view) {
    mine.host = view.role() == Role.HOST;
    mine.knockers.clear();
    view.knockers().forEach(knocker -> mine.knockers.put(knocker.id(), knocker.name()));
  }

  private static void onMessage(Belief mine, ServerMessage message) {
    switch (message) {
      case ServerMessage.CallJoined(var view) -> {
        check(
            mine.call.isEmpty() || mine.call.equals(Optional.of(view.call().value())),
            "Joined a second call");
        mine.others.clear();
        mine.waiting = false;
        noteHost(mine, view);
        mine.call = Optional.of(view.call().value());
        view.participants().forEach(p -> mine.others.put(p.id(), p));
      }
      case ServerMessage.ParticipantJoined(Participant participant) -> {
        check(mine.call.isPresent(), "A participant joined no call");
        check(mine.others.put(participant.id(), participant) == null, "A participant joined twice");
      }
      case ServerMessage.ParticipantUpdated(Participant participant) -> {
        if (participant.id().equals(mine.id)) {
          mine.host = participant.isHost();
          if (!mine.host) {
            mine.knockers.clear();
          }
        } else {
          check(
              mine.others.put(participant.id(), participant) != null,
              "An update of someone unknown");
        }
      }
      case ServerMessage.Knocked(Knocker(ParticipantId id, String name)) -> {
        check(mine.host, "A knock told to somebody who is no host");
        mine.knockers.put(id, name);
      }
      case ServerMessage.KnockEnded(ParticipantId id) -> mine.knockers.remove(id);
      case ServerMessage.Removed(var call, boolean _) -> {
        check(mine.call.equals(Optional.of(call.value())), "Removed from another call");
        leave(mine);
      }
      case ServerMessage.Muted(ParticipantId by, var _) ->
          check(by.equals(mine.id) || mine.others.containsKey(by), "Muted by someone unknown");
      case ServerMessage.ParticipantLeft(ParticipantId id, var _) ->
          check(mine.others.remove(id) != null, "Someone unknown left");
      case ServerMessage.CallEnded(var call, var _) -> {
        check(mine.call.equals(Optional.of(call.value())), "Another call ended");
        leave(mine);
      }
      case ServerMessage.SignalFrom(ParticipantId from, var _) -> checkInside(mine, from);
      case ServerMessage.CallCreated _,
          ServerMessage.CallFound _,
          ServerMessage.JoinPending _,
          ServerMessage.CallUpdated _,
          ServerMessage.CallOpened _,
          ServerMessage.IceServers _,
          ServerMessage.ErrorAnswer _ -> {} // Nothing about who is where.
    }
  }

  /// Leaving is not answered. What was sent before the server knew of it is ignored: all that comes
  /// before the answer to a later `joinCall`.
  static void leave(Belief mine) {
    mine.call = Optional.empty();
    mine.others.clear();
    mine.waiting = false;
    mine.host = false;
    mine.knockers.clear();
  }

  private static void checkInside(Belief mine, ParticipantId from) {
    check(mine.others.containsKey(from), "A signal from someone unknown");
  }

  private void send(Numbered<ClientMessage> message) {
    Optional<String> id = Optional.of("r" + message.seq());
    wire.send(new ClientFrame.Envelope(message.seq(), require().ackTold, id, message.message()));
  }

  private Belief require() {
    return belief.orElseThrow(() -> new AssertionError("No session yet"));
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
