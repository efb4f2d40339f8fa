package dev.tincan.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.call.HostKey;
import dev.tincan.calls.call.Media;
import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.message.Signal;
import dev.tincan.calls.session.ConnectionId;
import dev.tincan.calls.session.Inbound;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.ResumeToken;
import dev.tincan.calls.session.Secret;
import dev.tincan.calls.session.SessionState;
import dev.tincan.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Whatever comes in, in whatever order: never an exception.
final class AnyFramesTest {

  private static final List<String> TEXTS =
      List.of("", "tea", "abcd-efghij-klmn", "\ud800", "ẞ".repeat(64), "a b_c", "/");

  @Test
  void noSequenceOfInputsBreaksTheServer() {
    var reached = new TreeSet<ErrorCode>();
    long[] answered = {0};
    Seeds.forEach(
        300,
        random -> {
          var sizes = ServerRig.sizes(3, 5, 6, 1 + random.nextInt(4));
          var rig = new ServerRig(CallLimits.defaults().withSizes(sizes));
          rig.storing = random.nextBoolean() ? ServerRig.Storing.WORKS : ServerRig.Storing.WAITS;
          for (int i = 0; i < 300; i++) {
            input(rig, random);
          }
          reached.addAll(rig.server.counts().rejected().keySet());
          answered[0] += rig.server.counts().framesOut();
          rig.server.shutDown(rig.now(), rig);
          for (int i = 0; i < 20; i++) {
            input(rig, random);
          }
        });
    System.out.println("AnyFramesTest: " + answered[0] + " frames out, " + reached);
    if (Long.getLong("seed") == null) {
      assertThat(reached).hasSizeGreaterThan(15);
    }
  }

  private static void input(ServerRig rig, RandomGenerator random) {
    switch (random.nextInt(12)) {
      case 0 -> {
        TestClient client = rig.connect();
        if (random.nextInt(4) > 0) {
          rig.frame(client.connection, hello(rig, random));
        }
      }
      case 1 -> {
        if (random.nextInt(3) == 0) {
          rig.server.onDisconnected(connection(rig, random), rig.now(), rig);
        }
      }
      case 2 -> rig.pass(Duration.ofMillis(random.nextInt(random.nextInt(4) == 0 ? 30_000 : 500)));
      case 3 -> {
        if (random.nextInt(8) == 0) {
          ErrorCode code = ErrorCode.PROTOCOL_INVALID;
          rig.server.onMalformed(connection(rig, random), code, "no JSON", rig.now(), rig);
        }
        rig.stored.keySet().stream()
            .findFirst()
            .ifPresent(id -> rig.server.onCallStoreFailed(id, rig.now(), rig));
      }
      case 4 -> rig.frame(connection(rig, random), hello(rig, random));
      default -> {
        ConnectionId connection = connection(rig, random);
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
          rig.frame(connection, frame(rig, connection, random));
        }
      }
    }
  }

  private static ClientFrame hello(ServerRig rig, RandomGenerator random) {
    List<ResumeToken> tokens = new ArrayList<>();
    for (ServerFrame.Welcome welcome : welcomes(rig)) {
      tokens.add(welcome.session().resume());
    }
    tokens.add(ResumeToken.random(random));
    Optional<ResumeToken> token =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(tokens.get(random.nextInt(tokens.size())));
    return new ClientFrame.Hello(
        random.nextInt(20) == 0 ? 2 : 1,
        token.map(t -> new ClientFrame.Resume(t, number(random), number(random))),
        attempt(random));
  }

  private static Optional<ClientFrame.Attempt> attempt(RandomGenerator random) {
    return random.nextBoolean()
        ? Optional.empty()
        : Optional.of(new ClientFrame.Attempt(random.nextBoolean() ? "a" : "b", random.nextInt(5)));
  }

  private static ClientFrame frame(ServerRig rig, ConnectionId connection, RandomGenerator random) {
    boolean wild = random.nextInt(12) == 0;
    return switch (random.nextInt(40)) {
      case 0 -> new ClientFrame.Ack(wild ? number(random) : 0);
      case 1 -> new ClientFrame.Ping();
      case 2 -> new ClientFrame.Pong();
      case 3 -> wild ? goodbye(random) : new ClientFrame.Pong();
      default ->
          new ClientFrame.Envelope(
              wild ? 1 + random.nextInt(8) : nextSeq(rig, connection),
              wild ? number(random) : 0,
              random.nextBoolean() ? Optional.of("x") : Optional.empty(),
              message(rig, random));
    };
  }

  private static ClientFrame goodbye(RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> new ClientFrame.Bye();
      case 1 -> new ClientFrame.Detach(ClientFrame.Detach.Why.UNLOAD);
      default -> new ClientFrame.Detach(ClientFrame.Detach.Why.IDLE);
    };
  }

  /// The number that the session on this connection awaits.
  private static long nextSeq(ServerRig rig, ConnectionId connection) {
    for (Visit visit : rig.server.visits()) {
      if (visit.session().state().equals(new SessionState.Attached(connection))) {
        long seq = 1;
        while (visit.session().place(seq) == Inbound.REPEATED) {
          seq++;
        }
        return seq;
      }
    }
    return 1;
  }

  private static ClientMessage message(ServerRig rig, RandomGenerator random) {
    String text = TEXTS.get(random.nextInt(TEXTS.size()));
    var media = new Media(random.nextBoolean(), random.nextBoolean());
    return switch (random.nextInt(11)) {
      case 0 -> new ClientMessage.CreateCall(Optional.of(text));
      case 1 -> new ClientMessage.LookUpCall(call(rig, random));
      case 2, 3 -> new ClientMessage.JoinCall(call(rig, random), text, media, key(rig, random));
      case 4 -> new ClientMessage.LeaveCall();
      case 5 -> new ClientMessage.UpdateParticipant(Optional.of(text), Optional.of(media));
      case 6 -> new ClientMessage.EndCall();
      case 7, 8, 9 -> new ClientMessage.SignalTo(participant(rig, random), signal(text, random));
      default ->
          random.nextBoolean() ? new ClientMessage.Invalid(text) : new ClientMessage.Unknown(text);
    };
  }

  private static Signal signal(String text, RandomGenerator random) {
    Signal.Kind[] kinds = Signal.Kind.values();
    return new Signal(kinds[random.nextInt(kinds.length)], text);
  }

  /// One that the server gave to somebody, or one that it never did.
  private static Optional<Secret> key(ServerRig rig, RandomGenerator random) {
    List<HostKey> keys = new ArrayList<>();
    keys.add(HostKey.random(random));
    for (List<ServerFrame> frames : rig.sent.values()) {
      for (ServerFrame frame : frames) {
        if (frame instanceof ServerFrame.Envelope envelope
            && envelope.message() instanceof ServerMessage.CallCreated created) {
          keys.add(created.hostKey());
        }
      }
    }
    return Optional.of(keys.get(random.nextInt(keys.size())).secret());
  }

  private static String call(ServerRig rig, RandomGenerator random) {
    List<String> calls = new ArrayList<>(TEXTS);
    rig.stored.keySet().forEach(id -> calls.add(id.value()));
    return calls.get(random.nextInt(calls.size()));
  }

  private static ParticipantId participant(ServerRig rig, RandomGenerator random) {
    List<ParticipantId> ids = new ArrayList<>();
    welcomes(rig).forEach(welcome -> ids.add(welcome.session().participant()));
    ids.add(ParticipantId.random(random));
    return ids.get(random.nextInt(ids.size()));
  }

  private static List<ServerFrame.Welcome> welcomes(ServerRig rig) {
    List<ServerFrame.Welcome> welcomes = new ArrayList<>();
    for (List<ServerFrame> frames : rig.sent.values()) {
      for (ServerFrame frame : frames) {
        if (frame instanceof ServerFrame.Welcome welcome) {
          welcomes.add(welcome);
        }
      }
    }
    return welcomes;
  }

  private static ConnectionId connection(ServerRig rig, RandomGenerator random) {
    return new ConnectionId(Math.max(1, rig.sent.size() - random.nextInt(5)));
  }

  private static long number(RandomGenerator random) {
    return random.nextInt(6) == 0 ? random.nextLong(Long.MAX_VALUE) : random.nextInt(6);
  }
}
