package dev.tincan.calls;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.Passphrase;
import dev.tincan.calls.call.PassphraseHash;
import dev.tincan.calls.call.Stay;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.call.StoredDoor;
import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.IceConfig;
import dev.tincan.calls.message.IceServer;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.session.ConnectionId;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.testkit.Seeds;
import dev.tincan.testkit.SimClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.random.RandomGenerator;

/// A real server in virtual time whose effects are written down. Stores answer at once unless told
/// otherwise.
final class ServerRig implements CallOutput {

  static final ClientAddress ADDRESS = new ClientAddress("198.51.100.7");
  static final Duration ICE_LIFETIME = Duration.ofHours(1);

  enum Storing {
    WORKS,
    FAILS,
    WAITS
  }

  final SimClock clock = new SimClock();
  final CallServer server;
  final Map<ConnectionId, List<ServerFrame>> sent = new LinkedHashMap<>();
  final Set<ConnectionId> closed = new LinkedHashSet<>();
  final List<CallEvent> events = new ArrayList<>();
  final Map<CallId, StoredCall> stored = new LinkedHashMap<>();
  final Map<CallId, CallState.Ended> ended = new LinkedHashMap<>();
  final List<String> addressesSignaled = new ArrayList<>();
  final Map<ParticipantId, StoredParticipant> storedParticipants = new LinkedHashMap<>();
  final Map<CallRef, StoredDoor> storedDoors = new LinkedHashMap<>();
  final Set<Stay> stays = new LinkedHashSet<>();
  final List<Stay> revoked = new ArrayList<>();
  final Queue<Runnable> toAnswer = new ArrayDeque<>();
  int compared;
  final Queue<CallId> toStore = new ArrayDeque<>();
  Storing storing = Storing.WORKS;
  private long connections;

  ServerRig() {
    this(CallLimits.defaults());
  }

  ServerRig(CallLimits limits) {
    this(limits, Seeds.of(7));
  }

  private ServerRig(CallLimits limits, RandomGenerator random) {
    server = new CallServer(limits, ServerRig::mint, random);
  }

  /// The server is killed, and started again with what it stored.
  ServerRig killed() {
    return killed(Duration.ZERO);
  }

  /// The same, and it takes some time until it is there again.
  ServerRig killed(Duration down) {
    var next = new ServerRig(CallLimits.defaults(), Seeds.of(8));
    next.clock.advanceTo(clock.nanos() + down.toNanos());
    next.server.restore(storedNow(), next.now());
    next.server.restoreParticipants(storedParticipants.values(), next.now(), next);
    next.server.restoreDoors(storedDoors.values());
    next.stored.putAll(stored);
    next.storedDoors.putAll(storedDoors);
    next.storedParticipants.putAll(storedParticipants);
    return next;
  }

  /// As the database has them: with the ends that were stored beside them.
  private List<StoredCall> storedNow() {
    return stored.values().stream()
        .map(call ->
            new StoredCall(
                call.id(),
                call.plan(),
                call.links(),
                call.owner(),
                call.createdAt(),
                call.revision(),
                call.joined(),
                Optional.ofNullable(ended.get(call.id())),
                call.progress()))
        .toList();
  }

  static CallLimits.Sizes sizes(int participants, int calls, int sessions, int outbox) {
    return new CallLimits.Sizes(
        65_536, 60, participants, calls, sessions, 3, 30_000, outbox, 2, 256);
  }

  TestClient connect() {
    return connect(ADDRESS);
  }

  TestClient connect(ClientAddress address) {
    var id = new ConnectionId(++connections);
    sent.put(id, new ArrayList<>());
    server.onConnected(id, address, now(), this);
    return new TestClient(this, id);
  }

  /// A client whose session is open.
  TestClient open() {
    TestClient client = connect();
    client.hello();
    return client;
  }

  void frame(ConnectionId connection, ClientFrame frame) {
    server.onFrame(connection, frame, now(), this);
    answer();
  }

  /// Does what the server asked for; that may be more when it is done.
  void answer() {
    for (Runnable next = toAnswer.poll(); next != null; next = toAnswer.poll()) {
      next.run();
      answerStores();
    }
    answerStores();
  }

  void answerStores() {
    if (storing == Storing.WAITS) {
      return;
    }
    for (CallId id = toStore.poll(); id != null; id = toStore.poll()) {
      if (storing == Storing.WORKS) {
        server.onCallStored(id, now(), this);
      } else {
        server.onCallStoreFailed(id, now(), this);
      }
    }
  }

  /// Lets time pass; every deadline is served when it comes.
  void pass(Duration span) {
    long until = clock.nanos() + span.toNanos();
    while (server.nextDeadline() != Long.MAX_VALUE && until - server.nextDeadline() >= 0) {
      clock.advanceTo(server.nextDeadline());
      server.onDeadline(now(), this);
      answer();
    }
    clock.advanceTo(until);
  }

  StoredCall stored(CallId id) {
    return Optional.ofNullable(stored.get(id)).orElseThrow();
  }

  EndReason endReason(CallId id) {
    return Optional.ofNullable(ended.get(id)).orElseThrow().reason();
  }

  Now now() {
    return new Now(clock.nanos(), clock.wall());
  }

  @Override
  public void send(ConnectionId connection, ServerFrame frame) {
    if (closed.contains(connection)) {
      throw new AssertionError("Sent after close: " + frame);
    }
    sent.computeIfAbsent(connection, _ -> new ArrayList<>()).add(frame);
  }

  @Override
  public void close(ConnectionId connection) {
    if (!closed.add(connection)) {
      throw new AssertionError("Closed twice: " + connection);
    }
  }

  @Override
  public void store(StoredCall call) {
    stored.put(call.id(), call);
    toStore.add(call.id());
  }

  @Override
  public void storeEnded(CallId call, CallState.Ended over) {
    ended.put(call, over);
  }

  @Override
  public void hashPassphrase(PassphraseCheck check, Passphrase passphrase) {
    toAnswer.add(
        () -> server.onPassphraseHashed(check, Optional.of(hashOf(passphrase)), now(), this));
  }

  @Override
  public void comparePassphrase(PassphraseCheck check, Passphrase passphrase, PassphraseHash hash) {
    compared++;
    boolean right = hash.equals(hashOf(passphrase));
    toAnswer.add(() -> server.onPassphraseCompared(check, Optional.of(right), now(), this));
  }

  static PassphraseHash hashOf(Passphrase passphrase) {
    return new PassphraseHash("hash of " + passphrase.unredacted());
  }

  @Override
  public void event(CallEvent event) {
    events.add(event);
  }

  @Override
  public void storeDoor(StoredDoor door) {
    if (door.isOpen()) {
      storedDoors.remove(door.call());
    } else {
      storedDoors.put(door.call(), door);
    }
  }

  @Override
  public void storeParticipant(StoredParticipant participant) {
    storedParticipants.put(participant.participant().id(), participant);
  }

  @Override
  public void forgetParticipant(ParticipantId participant) {
    storedParticipants.remove(participant);
  }

  @Override
  public void addressesSignaled(Stay to, String body) {
    addressesSignaled.add(to.value() + " " + body);
  }

  @Override
  public void stayBegun(Stay stay) {
    stays.add(stay);
  }

  @Override
  public void stayEnded(Stay stay, boolean atOnce) {
    stays.remove(stay);
    if (atOnce) {
      revoked.add(stay);
    }
  }

  private static IceConfig mint(Stay stay, ConnectionId connection, Now now) {
    var server =
        new IceServer(
            List.of("turn:call.example:3478"),
            Optional.of(stay.value() + connection.value()),
            Optional.of("hunter2"));
    return new IceConfig(List.of(server), now.wall().plus(ICE_LIFETIME));
  }
}
