package dev.tincan.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.stun.DecodeResult.Decoded;
import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunDecoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.ChannelNumberAttribute;
import dev.tincan.stun.attribute.Lifetime;
import dev.tincan.stun.attribute.Nonce;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.XorPeerAddress;
import dev.tincan.testkit.Seeds;
import dev.tincan.testkit.SimNetwork;
import dev.tincan.testkit.SimNetwork.Faults;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.RelayId;
import dev.tincan.turn.allocation.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The real [TurnServer] and clients that want all kinds of things, on a network that loses,
/// doubles and reorders, in virtual time. What a client was ever granted is kept beside it, as a
/// second opinion on what may pass.
class TurnSimTest {
  private static final int SEEDS = 200;
  private static final int STEPS = 120;

  @Test
  void nothingPassesThatWasNotGrantedAndNothingIsLeftBehind() {
    Seeds.forEach(SEEDS, random -> new World(random).run());
  }

  @Test
  void theSameSeedGivesTheSameStory() {
    assertThat(story(42)).isEqualTo(story(42)).isNotEqualTo(story(43));
  }

  private static long story(long seed) {
    var world = new World(Seeds.of(seed));
    world.run();
    return world.network.traceHash();
  }

  /// Addresses on the simulated network are texts: `c1` is a client, `server` the server.
  private static final class World {
    final RandomGenerator random;
    final TurnRig rig = new TurnRig();
    final SimNetwork<String> network;
    final List<Actor> actors = new ArrayList<>();
    final Map<FiveTuple, Actor> byFiveTuple = new LinkedHashMap<>();

    World(RandomGenerator random) {
      this.random = random;
      this.network = new SimNetwork<>(rig.clock, random, Faults.ROUGH);
      network.attach("server", (from, payload) -> serverReceives(from, payload));
      for (int i = 1; i <= 4; i++) {
        var actor =
            new Actor(
                this, "c" + i, TurnRig.client(40_000 + i, i == 4 ? Transport.TCP : Transport.UDP));
        actors.add(actor);
        byFiveTuple.put(actor.fiveTuple, actor);
        network.attach(actor.name, (_, payload) -> actor.receives(payload));
      }
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        actors.get(random.nextInt(actors.size())).act();
        network.runFor(
            Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 200_000 : 2_000)));
        rig.server.onDeadline(rig.now(), rig);
        deliver();
        check();
      }
      rig.clock.advance(Duration.ofHours(2));
      while (rig.server.nextDeadline() != Long.MAX_VALUE) {
        rig.server.onDeadline(rig.now(), rig);
      }
      rig.ports.expire(rig.clock.nanos());
      assertThat(rig.open).isEmpty();
      assertThat(rig.ports.takenCount()).isZero();
      assertThat(rig.quotas.total()).isZero();
    }

    private void serverReceives(String from, byte[] payload) {
      Actor actor = actors.stream().filter(it -> it.name.equals(from)).findFirst().orElseThrow();
      rig.failingBinds = random.nextInt(8) == 0 ? 1 : 0;
      rig.fromClient(actor.fiveTuple, payload);
      deliver();
      check();
    }

    /// What came out goes on: answers over the network, payloads to the second opinion.
    private void deliver() {
      while (!rig.toClients.isEmpty()) {
        var out = rig.toClients.remove();
        Actor actor = Objects.requireNonNull(byFiveTuple.get(out.client()));
        actor.granted(out.bytes());
        network.send("server", actor.name, out.bytes());
      }
      while (!rig.toPeers.isEmpty()) {
        var out = rig.toPeers.remove();
        assertThat(actors).anyMatch(actor -> actor.mayReach(out.peer()));
      }
    }

    private void check() {
      assertThat(rig.ports.takenCount()).isGreaterThanOrEqualTo(rig.open.size());
      assertThat(rig.quotas.total()).isEqualTo(rig.open.size());
      assertThat(rig.server.nextDeadline() != Long.MAX_VALUE).isEqualTo(!rig.open.isEmpty());
      if (random.nextInt(4) == 0 && !rig.open.isEmpty()) {
        RelayId relay =
            rig.open.keySet().stream()
                .skip(random.nextInt(rig.open.size()))
                .findFirst()
                .orElseThrow();
        rig.fromPeer(relay, peer(random), new byte[random.nextInt(20)]);
      }
    }
  }

  private static TransportAddress peer(RandomGenerator random) {
    String[] ips = {"8.8.4.4", "8.8.8.8", "9.9.9.9", "10.0.0.1"};
    return TurnRig.address(ips[random.nextInt(ips.length)], 4_000 + random.nextInt(2));
  }

  private static final class Actor {
    final World world;
    final String name;
    final FiveTuple fiveTuple;
    final TestClient client;
    final Map<Long, List<TransportAddress>> asked = new LinkedHashMap<>();
    final Map<String, Long> grantedUntil = new LinkedHashMap<>();

    Actor(World world, String name, FiveTuple fiveTuple) {
      this.world = world;
      this.name = name;
      this.fiveTuple = fiveTuple;
      this.client =
          new TestClient(world.rig, world.random.nextInt(5) == 0 ? "unknown" : name, fiveTuple);
    }

    void act() {
      RandomGenerator random = world.random;
      TransportAddress peer = peer(random);
      switch (random.nextInt(8)) {
        case 0, 1 -> request(List.of(), StunMethod.ALLOCATE, TestClient.UDP);
        case 2 -> request(List.of(), StunMethod.REFRESH, new Lifetime(random.nextInt(3) * 900L));
        case 3 -> request(List.of(peer), StunMethod.CREATE_PERMISSION, new XorPeerAddress(peer));
        case 4 ->
            request(
                List.of(peer),
                StunMethod.CHANNEL_BIND,
                new ChannelNumberAttribute(0x4000 + random.nextInt(3)),
                new XorPeerAddress(peer));
        case 5 -> {
          ByteBuffer frame = ByteBuffer.allocate(4 + 4);
          frame
              .putShort((short) (0x4000 + random.nextInt(3)))
              .putShort((short) 4)
              .putInt(random.nextInt());
          world.network.send(name, "server", frame.array());
        }
        case 6 -> {
          byte[] noise = new byte[random.nextInt(40)];
          random.nextBytes(noise);
          world.network.send(name, "server", noise);
        }
        default -> {
          if (fiveTuple.transport().isStream()) {
            world.rig.server.onClientGone(fiveTuple, world.rig.now(), world.rig);
          }
        }
      }
    }

    private void request(
        List<TransportAddress> peers, StunMethod method, StunAttribute... attributes) {
      var id = client.freshId();
      asked.put(id.low(), peers);
      world.network.send(name, "server", client.sealed(id, method, attributes));
    }

    /// As the answer leaves the server: from then on the grant counts.
    void granted(byte[] bytes) {
      if (StunDecoder.decode(ByteBuffer.wrap(bytes)) instanceof Decoded decoded
          && decoded.message().stunClass() == StunClass.SUCCESS) {
        long until = world.rig.clock.nanos() + TurnConfig.PERMISSION_LIFETIME.toNanos();
        asked
            .getOrDefault(decoded.message().transactionId().low(), List.of())
            .forEach(peer -> grantedUntil.put(peer.address().getHostAddress(), until));
      }
    }

    boolean mayReach(TransportAddress peer) {
      Long until = grantedUntil.get(peer.address().getHostAddress());
      return until != null && world.rig.clock.nanos() - until < 0;
    }

    void receives(byte[] bytes) {
      if (StunDecoder.decode(ByteBuffer.wrap(bytes)) instanceof Decoded decoded) {
        StunMessage message = decoded.message();
        message.first(Nonce.class).ifPresent(nonce -> client.nonce = nonce.value());
      }
    }
  }
}
