package dev.tincan.calls;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.HostKey;
import dev.tincan.calls.call.Media;
import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.session.ConnectionId;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.ResumeToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One connection driven by hand; numbers its envelopes and acks what it has seen.
final class TestClient {

  static final Media MEDIA = new Media(true, false);

  final ServerRig rig;
  final ConnectionId connection;
  long seq;
  long lastSeen;

  TestClient(ServerRig rig, ConnectionId connection) {
    this.rig = rig;
    this.connection = connection;
  }

  ServerFrame.Welcome hello() {
    frame(new ClientFrame.Hello(1, Optional.empty(), Optional.empty()));
    return only(ServerFrame.Welcome.class);
  }

  /// A new connection that takes this client's session up.
  TestClient resume() {
    return resume(lastSeen());
  }

  TestClient resume(long lastSeq) {
    return resume(rig.connect(), lastSeq, Optional.empty());
  }

  TestClient resume(String page, long number) {
    return resume(rig.connect(), lastSeen(), Optional.of(new ClientFrame.Attempt(page, number)));
  }

  /// A connection to a server that knows this client from before its restart.
  TestClient resumeAt(ServerRig restarted) {
    return resume(restarted.connect(), lastSeen(), Optional.empty());
  }

  private TestClient resume(TestClient next, long lastSeq, Optional<ClientFrame.Attempt> attempt) {
    next.seq = seq;
    next.lastSeen = lastSeq;
    var resume = new ClientFrame.Resume(token(), lastSeq, seq);
    next.frame(new ClientFrame.Hello(1, Optional.of(resume), attempt));
    return next;
  }

  void disconnect() {
    rig.server.onDisconnected(connection, rig.now(), rig);
  }

  void frame(ClientFrame frame) {
    rig.frame(connection, frame);
  }

  /// Sends an envelope whose id is its number.
  void send(ClientMessage message) {
    seq++;
    send(seq, message);
  }

  void send(long number, ClientMessage message) {
    frame(
        new ClientFrame.Envelope(number, lastSeen(), Optional.of(Long.toString(number)), message));
  }

  /// Sends an envelope and returns the one answer to it.
  <M extends ServerMessage> M ask(ClientMessage message, Class<M> answer) {
    send(message);
    String id = Long.toString(seq);
    List<ServerMessage> answers =
        envelopes().stream()
            .filter(envelope -> envelope.re().equals(Optional.of(id)))
            .map(ServerFrame.Envelope::message)
            .toList();
    if (answers.size() != 1) {
      throw new AssertionError("Answers to " + message + ": " + answers + " in " + frames());
    }
    return answer.cast(answers.getFirst());
  }

  ErrorCode refused(ClientMessage message) {
    return ask(message, ServerMessage.ErrorAnswer.class).code();
  }

  ServerMessage.CallCreated create() {
    return ask(
        new ClientMessage.CreateCall(Optional.of("Monday")), ServerMessage.CallCreated.class);
  }

  ServerMessage.CallJoined join(String call) {
    return ask(joining(call), ServerMessage.CallJoined.class);
  }

  ServerMessage.CallJoined join(CallId call, HostKey key) {
    var join = new ClientMessage.JoinCall(call.value(), "Host", MEDIA, Optional.of(key.secret()));
    return ask(join, ServerMessage.CallJoined.class);
  }

  static ClientMessage.JoinCall joining(String call) {
    return new ClientMessage.JoinCall(call, "Ana", MEDIA, Optional.empty());
  }

  ParticipantId id() {
    return only(ServerFrame.Welcome.class).session().participant();
  }

  ResumeToken token() {
    return only(ServerFrame.Welcome.class).session().resume();
  }

  List<ServerFrame> frames() {
    return rig.sent.getOrDefault(connection, List.of());
  }

  List<ServerFrame.Envelope> envelopes() {
    return all(ServerFrame.Envelope.class);
  }

  List<ServerMessage> messages() {
    return envelopes().stream().map(ServerFrame.Envelope::message).toList();
  }

  ServerMessage lastMessage() {
    return messages().getLast();
  }

  /// The fatal that ended this connection.
  ErrorCode fatal() {
    if (!isClosed()) {
      throw new AssertionError("Still open after " + frames());
    }
    return only(ServerFrame.Fatal.class).code();
  }

  boolean isClosed() {
    return rig.closed.contains(connection);
  }

  <F extends ServerFrame> List<F> all(Class<F> type) {
    List<F> found = new ArrayList<>();
    for (ServerFrame frame : frames()) {
      if (type.isInstance(frame)) {
        found.add(type.cast(frame));
      }
    }
    return found;
  }

  <F extends ServerFrame> F only(Class<F> type) {
    List<F> found = all(type);
    if (found.size() != 1) {
      throw new AssertionError("Not one " + type.getSimpleName() + ": " + frames());
    }
    return found.getFirst();
  }

  long lastSeen() {
    List<ServerFrame.Envelope> envelopes = envelopes();
    return envelopes.isEmpty() ? lastSeen : Math.max(lastSeen, envelopes.getLast().seq());
  }
}
