package dev.tincan.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.SimulatedClient.Belief;
import dev.tincan.calls.call.Admission;
import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.HostKey;
import dev.tincan.calls.call.Media;
import dev.tincan.calls.call.MediaKind;
import dev.tincan.calls.call.NewCall;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Passphrase;
import dev.tincan.calls.call.PassphraseHash;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Recurrence;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.Schedule;
import dev.tincan.calls.call.Stay;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.call.StoredDoor;
import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ClientMessage.HostAct;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.IceConfig;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.message.Signal;
import dev.tincan.calls.session.ConnectionId;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.Secret;
import dev.tincan.calls.session.SessionState;
import dev.tincan.testkit.SimClock;
import dev.tincan.testkit.SimNetwork;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A real server, a few clients, and connections that are ordered but slow and that break: with the
/// server told at once, later, or never. Everything happens in virtual time; the invariants are
/// checked after every step.
final class CallWorld implements CallOutput {

  private static final List<MediaKind> KINDS = List.of(MediaKind.values());
  private static final List<String> NAMES = List.of("tea", "coffee");
  private static final Passphrase OPEN_SESAME = new Passphrase("open sesame");
  private static final Media MEDIA = new Media(true, true);

  /// What the seeds of a run came across.
  static final class Coverage {
    int opened;
    int resumed;
    int snapshots;
    int takenOver;
    int lost;
    int crashes;
    int restored;
    int frames;

    @Override
    public String toString() {
      return opened
          + " sessions opened, "
          + resumed
          + " resumed, "
          + snapshots
          + " by snapshot, "
          + takenOver
          + " taken over, "
          + lost
          + " lost, "
          + crashes
          + " crashes, "
          + restored
          + " restored, "
          + frames
          + " frames";
    }
  }

  /// One connection; frames of a direction keep their order.
  private static final class Link {
    final ConnectionId id;
    final SimulatedClient client;
    boolean broken;
    boolean serverClosed;
    long upFreeNanos;
    long downFreeNanos;

    Link(ConnectionId id, SimulatedClient client) {
      this.id = id;
      this.client = client;
    }
  }

  private final RandomGenerator random;
  private final Coverage coverage;
  private final SimClock clock = new SimClock();
  private final SimNetwork<Integer> agenda;
  private final CallLimits limits;
  private CallServer server;

  /// What a crash leaves: writes that are done.
  private final Map<CallId, StoredCall> storedCalls = new LinkedHashMap<>();

  private final Map<CallRef, StoredDoor> storedDoors = new LinkedHashMap<>();

  private final Map<ParticipantId, StoredParticipant> storedParticipants = new LinkedHashMap<>();

  /// Counts the servers; what a dead one still had to do is not done.
  private int life;

  private boolean down;
  private long writesFreeNanos;
  private final int outboxMax;
  private final List<SimulatedClient> clients = new ArrayList<>();
  private final Map<ConnectionId, Link> links = new LinkedHashMap<>();
  private final Map<CallId, HostKey> created = new LinkedHashMap<>();
  private long connections;
  private long armedNanos = Long.MAX_VALUE;
  private long traceHash;
  private boolean calm;

  CallWorld(RandomGenerator random, Coverage coverage) {
    this.random = random;
    this.coverage = coverage;
    this.agenda = new SimNetwork<>(clock, random, SimNetwork.Faults.NONE);
    clock.advance(Duration.ofSeconds(random.nextInt(3600)));
    outboxMax = 1 + random.nextInt(8);
    var sizes = new CallLimits.Sizes(65_536, 60, 4, 6, 20, 20, 50, outboxMax, 3, 4);
    CallLimits.Timers t = CallLimits.Timers.defaults();
    var timers =
        new CallLimits.Timers(
            t.hello(),
            t.idle(),
            t.pong(),
            t.ack(),
            t.lostNotice(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofSeconds(8),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20));
    limits = CallLimits.defaults().withSizes(sizes).withTimers(timers);
    server = new CallServer(limits, CallWorld::mint, random);
  }

  void run() {
    if (random.nextBoolean()) {
      addCallWithLobby();
    }
    int people = 2 + random.nextInt(4);
    for (int i = 0; i < people; i++) {
      var client = new SimulatedClient();
      clients.add(client);
      act(client);
      retry(client);
      ackNowAndThen(client);
    }
    crashNowAndThen();
    runFor(Duration.ofSeconds(60));
    calm = true;
    runFor(Duration.ofSeconds(45));
    for (SimulatedClient client : clients) {
      checkBelief(client);
    }
  }

  long traceHash() {
    return traceHash;
  }

  private void runFor(Duration span) {
    Duration until = clock.elapsed().plus(span);
    boolean[] over = {false};
    agenda.after(span, () -> over[0] = true);
    while (!over[0] && agenda.step()) {
      arm();
      checkInvariants();
    }
    assertThat(clock.elapsed()).isEqualTo(until);
  }

  // What people do.

  private void act(SimulatedClient client) {
    agenda.after(
        millis(50, 1500),
        () -> {
          if (!calm) {
            doSomething(client);
            act(client);
          }
        });
  }

  private void doSomething(SimulatedClient client) {
    switch (random.nextInt(26)) {
      case 0, 1, 2, 3 -> client.request(join());
      case 4 -> client.request(new ClientMessage.LeaveCall());
      case 5, 6, 7, 8, 9 ->
          client.request(
              new ClientMessage.UpdateParticipant(
                  Optional.of("name " + random.nextInt(100)), Optional.empty()));
      case 10, 11, 12 -> signal(client);
      case 13 -> client.request(new ClientMessage.LookUpCall("tea"));
      case 14 -> client.request(create());
      case 15 -> client.request(new ClientMessage.EndCall());
      case 16, 17 -> breakLink(client);
      case 18 -> connect(client); // A second tab, or a client that noticed the loss first.
      case 19 ->
          client.detach(
              random.nextBoolean() ? ClientFrame.Detach.Why.UNLOAD : ClientFrame.Detach.Why.IDLE);
      case 20, 21, 22, 23, 24 -> client.request(hostAct(client));
      default -> {
        if (random.nextInt(5) == 0) {
          client.bye();
        }
      }
    }
  }

  /// Now or in a moment, once or again and again, short or long, with a passphrase or without.
  private ClientMessage create() {
    if (random.nextBoolean()) {
      return new ClientMessage.CreateCall(Optional.empty());
    }
    Instant start = clock.wall().plus(millis(-5_000, 30_000));
    Optional<Recurrence> daily =
        random.nextBoolean() ? Optional.of(new Recurrence("FREQ=DAILY")) : Optional.empty();
    var schedule = new Schedule(start, ZoneOffset.UTC, Duration.ofMinutes(1), daily);
    var plan =
        new Plan(
            Optional.empty(),
            Optional.of(schedule),
            new Admission(false, random.nextInt(4) == 0, Optional.empty()),
            Optional.of(millis(1_000, 10_000)),
            random.nextBoolean() ? Optional.empty() : Optional.of(millis(5_000, 30_000)));
    return new ClientMessage.CreateCall(
        plan, random.nextInt(3) == 0 ? Optional.of(OPEN_SESAME) : Optional.empty());
  }

  private ClientMessage join() {
    var ids = new ArrayList<>(created.entrySet());
    if (ids.isEmpty() || random.nextBoolean()) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      return new ClientMessage.JoinCall(name, "Ana", MEDIA, Optional.empty());
    }
    var call = ids.get(random.nextInt(ids.size()));
    Optional<Secret> key =
        random.nextBoolean() ? Optional.of(call.getValue().secret()) : Optional.empty();
    Optional<Passphrase> passphrase =
        switch (random.nextInt(3)) {
          case 0 -> Optional.of(new Passphrase("wrong"));
          case 1 -> Optional.of(OPEN_SESAME);
          default -> Optional.empty();
        };
    return new ClientMessage.JoinCall(call.getKey().value(), "Ana", MEDIA, key, passphrase);
  }

  /// What a host may do, tried by hosts and by others, with people who are there and who are not.
  private ClientMessage hostAct(SimulatedClient client) {
    List<ParticipantId> known = new ArrayList<>();
    client
        .belief()
        .ifPresent(mine -> {
          known.add(mine.id);
          known.addAll(mine.others.keySet());
          known.addAll(mine.knockers.keySet());
        });
    ParticipantId whom =
        known.isEmpty() ? ParticipantId.random(random) : known.get(random.nextInt(known.size()));
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> new HostAct.Admit(whom);
      case 3 -> new HostAct.AdmitAll();
      case 4 -> new HostAct.Deny(whom);
      case 5 -> new HostAct.Remove(whom, random.nextInt(5) == 0);
      case 6 -> new HostAct.Lock(random.nextInt(4) == 0);
      case 7 -> new HostAct.SetRole(whom, random.nextBoolean() ? Role.HOST : Role.GUEST);
      default -> new HostAct.Mute(whom, KINDS.get(random.nextInt(KINDS.size())));
    };
  }

  /// A call whose hosts decide who comes in.
  private void addCallWithLobby() {
    var lobby = new Admission(true, false, Optional.empty());
    var plan =
        new Plan(Optional.empty(), Optional.empty(), lobby, Optional.empty(), Optional.empty());
    NewCall call = server.drawCall(plan, Optional.empty(), now()).orElseThrow();
    storedCalls.put(call.stored().id(), call.stored());
    server.addCall(call.stored(), now(), this);
    created.put(call.stored().id(), call.hostKey());
  }

  private void signal(SimulatedClient client) {
    List<ParticipantId> others =
        client.belief().map(b -> List.copyOf(b.others.keySet())).orElse(List.of());
    if (!others.isEmpty()) {
      ParticipantId to = others.get(random.nextInt(others.size()));
      client.request(new ClientMessage.SignalTo(to, new Signal(Signal.Kind.CREATE_OFFER, "v=0")));
    }
  }

  private void retry(SimulatedClient client) {
    agenda.after(
        millis(10, random.nextInt(4) == 0 ? 9000 : 1500),
        () -> {
          if (client.connection().isEmpty()) {
            connect(client);
          }
          retry(client);
        });
  }

  private void ackNowAndThen(SimulatedClient client) {
    agenda.after(
        millis(100, calm ? 1000 : 4000),
        () -> {
          client.ack();
          ackNowAndThen(client);
        });
  }

  // What the network does.

  /// The process is killed: what is not yet stored is lost, and so is every connection.
  private void crashNowAndThen() {
    agenda.after(
        millis(5_000, 40_000),
        () -> {
          if (!calm) {
            crash();
            crashNowAndThen();
          }
        });
  }

  private void crash() {
    if (down) {
      return;
    }
    coverage.crashes++;
    down = true;
    life++;
    for (SimulatedClient client : clients) {
      breakLink(client);
    }
    links.values().forEach(link -> link.broken = true);
    server = new CallServer(limits, CallWorld::mint, random);
    armedNanos = Long.MAX_VALUE;
    agenda.after(
        millis(0, 4_000),
        () -> {
          down = false;
          server.restore(List.copyOf(storedCalls.values()), now());
          server.restoreParticipants(List.copyOf(storedParticipants.values()), now(), this);
          server.restoreDoors(List.copyOf(storedDoors.values()));
          coverage.restored += server.visits().size();
        });
  }

  /// Writes of one server are done in order, a little later, or never.
  private void write(Runnable action) {
    writesFreeNanos =
        Math.max(writesFreeNanos, clock.elapsed().toNanos() + millis(0, 300).toNanos()) + 1;
    int mine = life;
    after(
        writesFreeNanos,
        () -> {
          if (mine == life) {
            action.run();
          }
        });
  }

  private void connect(SimulatedClient client) {
    if (down) {
      return;
    }
    var link = new Link(new ConnectionId(++connections), client);
    links.put(link.id, link);
    var address = new ClientAddress("192.0.2." + clients.indexOf(client));
    server.onConnected(link.id, address, now(), this);
    client.onOpen(link.id, frame -> up(link, frame));
  }

  private void breakLink(SimulatedClient client) {
    Optional<Link> link = client.connection().flatMap(id -> Optional.ofNullable(links.get(id)));
    if (link.isEmpty()) {
      return;
    }
    link.get().broken = true;
    agenda.after(millis(0, 2000), () -> client.onClose(link.get().id));
    if (random.nextInt(3) > 0) {
      agenda.after(
          millis(0, 3000), () -> server.onDisconnected(link.get().id, now(), CallWorld.this));
    }
  }

  private void up(Link link, ClientFrame frame) {
    link.upFreeNanos = inOrder(link.upFreeNanos);
    after(
        link.upFreeNanos,
        () -> {
          if (!link.broken) {
            trace(frame.toString());
            server.onFrame(link.id, frame, now(), this);
          }
        });
  }

  @Override
  public void send(ConnectionId connection, ServerFrame frame) {
    Link link = link(connection);
    assertThat(link.serverClosed).as("sent after close: %s", frame).isFalse();
    link.downFreeNanos = inOrder(link.downFreeNanos);
    after(
        link.downFreeNanos,
        () -> {
          if (!link.broken) {
            trace(frame.toString());
            noteKey(frame);
            link.client.onFrame(link.id, frame);
          }
        });
  }

  @Override
  public void close(ConnectionId connection) {
    Link link = link(connection);
    assertThat(link.serverClosed).isFalse();
    link.serverClosed = true;
    link.downFreeNanos = inOrder(link.downFreeNanos);
    after(link.downFreeNanos, () -> link.client.onClose(connection));
    if (random.nextBoolean()) {
      after(link.downFreeNanos, () -> server.onDisconnected(connection, now(), this));
    }
  }

  @Override
  public void store(StoredCall call) {
    write(() -> {
      if (random.nextInt(10) == 0) {
        server.onCallStoreFailed(call.id(), now(), this);
      } else {
        storedCalls.put(call.id(), call);
        server.onCallStored(call.id(), now(), this);
      }
    });
  }

  @Override
  public void storeDoor(StoredDoor door) {
    write(() -> storedDoors.put(door.call(), door));
  }

  @Override
  public void storeParticipant(StoredParticipant participant) {
    write(() -> storedParticipants.put(participant.participant().id(), participant));
  }

  @Override
  public void forgetParticipant(ParticipantId participant) {
    write(() -> storedParticipants.remove(participant));
  }

  @Override
  public void storeEnded(CallId call, CallState.Ended ended) {
    trace(call.value());
    write(() -> storedCalls.remove(call));
  }

  @Override
  public void hashPassphrase(PassphraseCheck check, Passphrase passphrase) {
    Optional<PassphraseHash> hash =
        random.nextInt(10) == 0 ? Optional.empty() : Optional.of(hashOf(passphrase));
    write(() -> server.onPassphraseHashed(check, hash, now(), this));
  }

  @Override
  public void comparePassphrase(PassphraseCheck check, Passphrase passphrase, PassphraseHash hash) {
    Optional<Boolean> right =
        random.nextInt(10) == 0 ? Optional.empty() : Optional.of(hash.equals(hashOf(passphrase)));
    write(() -> server.onPassphraseCompared(check, right, now(), this));
  }

  private static PassphraseHash hashOf(Passphrase passphrase) {
    return new PassphraseHash("hash of " + passphrase.unredacted());
  }

  @Override
  public void event(CallEvent event) {
    trace(event.toString());
    switch (event) {
      case CallEvent.SessionOpened _ -> coverage.opened++;
      case CallEvent.SessionResumed(var _, boolean snapshot) -> {
        coverage.resumed++;
        coverage.snapshots += snapshot ? 1 : 0;
      }
      case CallEvent.SessionEnded(var _, CallEvent.SessionEnd reason) ->
          coverage.lost += reason == CallEvent.SessionEnd.LOST ? 1 : 0;
      case CallEvent.Rejected(ErrorCode code) ->
          coverage.takenOver += code == ErrorCode.SESSION_TAKEN_OVER ? 1 : 0;
      case CallEvent.CallCreated _,
          CallEvent.CallScheduled _,
          CallEvent.CallChanged _,
          CallEvent.CallCanceled _,
          CallEvent.CallOpened _,
          CallEvent.CallEnded _,
          CallEvent.ParticipantJoined _,
          CallEvent.ParticipantLeft _ -> {}
    }
  }

  @Override
  public void addressesSignaled(Stay to, String body) {}

  @Override
  public void stayBegun(Stay stay) {}

  @Override
  public void stayEnded(Stay stay, boolean atOnce) {
    trace(stay.value());
  }

  // What must hold.

  private void checkInvariants() {
    Map<ParticipantId, Call> inside = new LinkedHashMap<>();
    for (Visit visit : server.visits()) {
      assertThat(visit.session().outboxSize()).isLessThanOrEqualTo(outboxMax);
      switch (visit.session().state()) {
        case SessionState.Attached(ConnectionId connection) -> {
          assertThat(link(connection).serverClosed).isFalse();
          assertThat(server.isAwaited(new Due.Life(connection))).isTrue();
          assertThat(server.isAwaited(new Due.GraceOver(visit.id()))).isFalse();
          assertThat(
                  visit.session().ackDeadlineNanos().isEmpty()
                      || server.isAwaited(new Due.Ack(visit.id())))
              .as("an owed ack has a deadline")
              .isTrue();
        }
        case SessionState.Detached _ ->
            assertThat(server.isAwaited(new Due.GraceOver(visit.id()))).isTrue();
      }
      visit.call().ifPresent(call -> inside.put(visit.id(), call));
    }
    int people = 0;
    for (Call call : server.calls()) {
      boolean empty = call.size() == 0;
      assertThat(server.isAwaited(new Due.CallDue(call.ref())))
          .isEqualTo(call.deadlineNanos().isPresent());
      assertThat(!empty || call.deadlineNanos().isPresent()).isTrue();
      for (Participant participant : call.participants()) {
        assertThat(inside.get(participant.id())).isSameAs(call);
        people++;
      }
    }
    assertThat(people).isEqualTo(inside.size());
    for (Visit visit : server.visits()) {
      boolean knocks = server.isKnocking(visit.id());
      assertThat(knocks && visit.call().isPresent()).as("inside and before the door").isFalse();
      assertThat(server.isAwaited(new Due.KnockOver(visit.id()))).isEqualTo(knocks);
    }
  }

  /// After the storm: the client and the server hold the same picture.
  private void checkBelief(SimulatedClient client) {
    assertThat(client.isWelcomed()).isTrue();
    Belief mine = client.belief().orElseThrow();
    Visit visit =
        server.visits().stream().filter(v -> v.id().equals(mine.id)).findFirst().orElseThrow();
    assertThat(mine.call).isEqualTo(visit.call().map(call -> call.ref().value()));
    List<Participant> others = new ArrayList<>();
    visit.call().ifPresent(call -> others.addAll(call.participants()));
    others.removeIf(participant -> participant.id().equals(mine.id));
    assertThat(mine.others.values()).containsExactlyInAnyOrderElementsOf(others);
    assertThat(others).as("all are connected").allMatch(Participant::connected);
    if (mine.host) {
      assertThat(mine.knockers)
          .isEqualTo(visit.call().map(call -> server.knockers(call.ref())).orElse(Map.of()));
    }
    assertThat(mine.unacked).isEmpty();
    if (mine.snapshots == 0) {
      assertThat(mine.answers.keySet()).containsAll(mine.lookUps);
    }
  }

  private void noteKey(ServerFrame frame) {
    if (frame instanceof ServerFrame.Envelope envelope
        && envelope.message() instanceof ServerMessage.CallCreated it) {
      created.put(it.call(), it.hostKey());
    }
  }

  /// Wakes the server at its next deadline, or a little later.
  private void arm() {
    long next = server.nextDeadline();
    if (next != Long.MAX_VALUE && next != armedNanos) {
      armedNanos = next;
      long waitNanos = Math.max(0, next - clock.nanos()) + random.nextInt(20_000_000);
      agenda.after(
          Duration.ofNanos(waitNanos),
          () -> {
            armedNanos = Long.MAX_VALUE;
            server.onDeadline(now(), this);
          });
    }
  }

  private void trace(String what) {
    coverage.frames++;
    traceHash = traceHash * 31 + clock.elapsed().toNanos();
    traceHash = traceHash * 31 + what.hashCode();
  }

  private long inOrder(long freeNanos) {
    return Math.max(freeNanos, clock.elapsed().toNanos() + millis(1, 200).toNanos()) + 1;
  }

  private void after(long elapsedNanos, Runnable action) {
    agenda.after(Duration.ofNanos(elapsedNanos - clock.elapsed().toNanos()), action);
  }

  private Duration millis(int min, int max) {
    return Duration.ofMillis(min + random.nextInt(max - min + 1));
  }

  private Link link(ConnectionId id) {
    return Optional.ofNullable(links.get(id)).orElseThrow();
  }

  private Now now() {
    return new Now(clock.nanos(), clock.wall());
  }

  private static IceConfig mint(Stay stay, ConnectionId connection, Now now) {
    return new IceConfig(List.of(), now.wall().plusSeconds(40));
  }
}
