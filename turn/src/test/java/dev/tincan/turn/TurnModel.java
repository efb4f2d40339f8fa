package dev.tincan.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.stun.DecodeResult.Decoded;
import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunDecoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.ChannelNumberAttribute;
import dev.tincan.stun.attribute.Data;
import dev.tincan.stun.attribute.Lifetime;
import dev.tincan.stun.attribute.Nonce;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.XorPeerAddress;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.RelayId;
import dev.tincan.turn.allocation.Transport;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A second, simpler TURN server beside the real one: it only says what must come out. Both are
/// given the same inputs, chosen by a fuzzer or at random, and have to agree on every answer's code
/// and on every payload.
final class TurnModel {
  private static final List<TransportAddress> PEERS =
      List.of(
          TurnRig.address("8.8.4.4", 4000),
          TurnRig.address("8.8.4.4", 4001),
          TurnRig.address("9.9.9.9", 4000),
          TurnRig.address("9.9.9.9", 0),
          TurnRig.address("10.0.0.1", 4000),
          TurnRig.address("2a00:1450::8", 4000));
  private static final int INPUTS = 9;

  private final TurnRig rig = new TurnRig();
  private final Map<FiveTuple, Held> held = new LinkedHashMap<>();

  /// Two users on each of three 5-tuples.
  private final List<TestClient> clients = new ArrayList<>();

  /// Where inputs come from.
  interface Choices {
    /// From 0 to `max`, both included.
    int upTo(int max);

    byte[] bytes(int max);

    boolean isOver();
  }

  private record Bound(TransportAddress peer, long until) {}

  /// What a client holds, as the model sees it.
  private static final class Held {
    final String user;
    final RelayId relay;
    final Map<InetAddress, Long> permissions = new LinkedHashMap<>();
    final Map<Integer, Bound> channels = new LinkedHashMap<>();
    long until;

    Held(String user, RelayId relay) {
      this.user = user;
      this.relay = relay;
    }
  }

  TurnModel() {
    for (FiveTuple fiveTuple :
        List.of(
            TurnRig.client(40_001, Transport.UDP),
            TurnRig.client(40_002, Transport.UDP),
            TurnRig.client(40_003, Transport.TLS))) {
      clients.add(new TestClient(rig, "ana", fiveTuple));
      clients.add(new TestClient(rig, "ben", fiveTuple));
    }
  }

  void run(Choices choices, int steps) {
    for (int i = 0; i < steps && !choices.isOver(); i++) {
      step(choices);
      assertThat(rig.open).hasSize(held.size());
      assertThat(rig.ports.takenCount()).isEqualTo(held.size());
      assertThat(rig.quotas.total()).isEqualTo(held.size());
    }
  }

  private void step(Choices choices) {
    TestClient client = clients.get(choices.upTo(clients.size() - 1));
    TransportAddress peer = PEERS.get(choices.upTo(PEERS.size() - 1));
    int number = 0x3FFF + choices.upTo(3);
    switch (choices.upTo(INPUTS - 1)) {
      case 0 -> allocate(client, choices.upTo(2) * 1_500L);
      case 1 -> refresh(client, choices.upTo(2) * 1_500L);
      case 2 -> permit(client, List.of(peer, PEERS.get(choices.upTo(PEERS.size() - 1))));
      case 3 -> permit(client, List.of(peer));
      case 4 -> bind(client, number, peer);
      case 5 -> channelData(client, number, choices.bytes(8));
      case 6 -> send(client, peer, choices.bytes(8));
      case 7 -> fromPeer(client, peer, choices.bytes(8));
      default -> {
        if (choices.upTo(1) == 0) {
          pass(Duration.ofSeconds(choices.upTo(700)));
        } else {
          forge(client, peer, choices);
        }
      }
    }
  }

  private long now() {
    return rig.clock.nanos();
  }

  private long in(long seconds) {
    return now() + Duration.ofSeconds(seconds).toNanos();
  }

  private static boolean isLive(@Nullable Long until, long now) {
    return until != null && now - until < 0;
  }

  private void allocate(TestClient client, long seconds) {
    boolean has = held.containsKey(client.fiveTuple);
    int code = code(client, StunMethod.ALLOCATE, TestClient.UDP, new Lifetime(seconds));

    assertThat(code).isEqualTo(has ? 437 : 0);
    if (!has) {
      RelayId relay = rig.open.keySet().stream().reduce((_, last) -> last).orElseThrow();
      var fresh = new Held(client.user, relay);
      fresh.until = in(Math.max(600, seconds));
      held.put(client.fiveTuple, fresh);
    }
  }

  private void refresh(TestClient client, long seconds) {
    int expected = mismatch(client);
    assertThat(code(client, StunMethod.REFRESH, new Lifetime(seconds))).isEqualTo(expected);
    if (expected == 0 && seconds == 0) {
      held.remove(client.fiveTuple);
    } else if (expected == 0) {
      own(client).until = in(Math.max(600, seconds));
    }
  }

  private void permit(TestClient client, List<TransportAddress> peers) {
    int expected = mismatch(client);
    for (TransportAddress peer : peers) {
      expected = expected == 0 ? refusal(peer) : expected;
    }
    StunAttribute[] attributes =
        peers.stream().map(XorPeerAddress::new).toArray(StunAttribute[]::new);

    assertThat(code(client, StunMethod.CREATE_PERMISSION, attributes)).isEqualTo(expected);
    if (expected == 0) {
      peers.forEach(peer -> own(client).permissions.put(peer.address(), in(300)));
    }
  }

  private void bind(TestClient client, int number, TransportAddress peer) {
    int expected = mismatch(client);
    if (expected == 0 && (number < 0x4000 || peer.port() == 0 || isTaken(client, number, peer))) {
      expected = 400;
    }
    expected = expected == 0 ? refusal(peer) : expected;

    assertThat(
            code(
                client,
                StunMethod.CHANNEL_BIND,
                new ChannelNumberAttribute(number),
                new XorPeerAddress(peer)))
        .isEqualTo(expected);
    if (expected == 0) {
      own(client).permissions.put(peer.address(), in(300));
      own(client).channels.put(number, new Bound(peer, in(600)));
    }
  }

  /// By another peer, or the peer by another number.
  private boolean isTaken(TestClient client, int number, TransportAddress peer) {
    return own(client).channels.entrySet().stream()
        .filter(it -> isLive(it.getValue().until(), now()))
        .anyMatch(it -> (it.getKey() == number) != it.getValue().peer().equals(peer));
  }

  private int mismatch(TestClient client) {
    Held own = held.get(client.fiveTuple);
    return own == null ? 437 : own.user.equals(client.user) ? 0 : 441;
  }

  private static int refusal(TransportAddress peer) {
    return peer.address().getAddress().length == 16 ? 443 : peer.equals(PEERS.get(4)) ? 403 : 0;
  }

  private Held own(TestClient client) {
    return Objects.requireNonNull(held.get(client.fiveTuple));
  }

  private void channelData(TestClient client, int number, byte[] payload) {
    rig.toPeers.clear();
    client.channelData(number, payload);
    Held own = held.get(client.fiveTuple);
    Optional<TransportAddress> peer =
        own == null
            ? Optional.empty()
            : Optional.ofNullable(own.channels.get(number))
                .filter(bound -> isLive(bound.until(), now()))
                .map(Bound::peer)
                .filter(it -> isLive(own.permissions.get(it.address()), now()));

    assertReachesPeer(peer, own, payload);
  }

  private void send(TestClient client, TransportAddress peer, byte[] payload) {
    rig.toPeers.clear();
    client.send(peer, payload);
    Held own = held.get(client.fiveTuple);
    boolean passes =
        own != null && peer.port() != 0 && isLive(own.permissions.get(peer.address()), now());

    assertReachesPeer(passes ? Optional.of(peer) : Optional.empty(), own, payload);
  }

  private void assertReachesPeer(
      Optional<TransportAddress> peer, @Nullable Held own, byte[] payload) {
    if (peer.isEmpty() || own == null) {
      assertThat(rig.toPeers).isEmpty();
      return;
    }
    assertThat(rig.toPeers).hasSize(1);
    TurnRig.ToPeer sent = rig.toPeers.element();
    assertThat(sent.peer()).isEqualTo(peer.get());
    assertThat(sent.relay()).isEqualTo(own.relay);
    assertThat(sent.payload()).isEqualTo(payload);
  }

  private void fromPeer(TestClient client, TransportAddress peer, byte[] payload) {
    Held own = held.get(client.fiveTuple);
    if (own == null) {
      return;
    }
    rig.toClients.clear();
    rig.fromPeer(own.relay, peer, payload);
    if (!isLive(own.permissions.get(peer.address()), now())) {
      assertThat(rig.toClients).isEmpty();
      return;
    }
    assertThat(rig.toClients).hasSize(1);
    TurnRig.ToClient out = rig.toClients.element();
    assertThat(out.client()).isEqualTo(client.fiveTuple);
    Optional<Integer> channel =
        own.channels.entrySet().stream()
            .filter(it -> it.getValue().peer().equals(peer) && isLive(it.getValue().until(), now()))
            .map(Map.Entry::getKey)
            .findFirst();
    if (channel.isPresent()) {
      ByteBuffer frame = ByteBuffer.wrap(out.bytes());
      assertThat(frame.getShort() & 0xFFFF).isEqualTo(channel.get());
      assertThat(frame.getShort()).isEqualTo((short) payload.length);
      byte[] carried = new byte[payload.length];
      frame.get(carried);
      assertThat(carried).isEqualTo(payload);
      assertThat(frame.remaining())
          .isEqualTo(out.client().transport().isStream() ? -payload.length & 3 : 0);
    } else {
      assertThat(out.message().first(XorPeerAddress.class)).hasValue(new XorPeerAddress(peer));
      assertThat(out.message().first(Data.class)).hasValue(new Data(payload));
    }
  }

  private void pass(Duration time) {
    rig.clock.advance(time);
    rig.server.onDeadline(rig.now(), rig);
    held.values().removeIf(own -> !isLive(own.until, now()));
  }

  /// A request that would be granted, with a byte of it changed under its seal.
  private void forge(TestClient client, TransportAddress peer, Choices choices) {
    byte[] sealed =
        client.sealed(client.freshId(), StunMethod.CREATE_PERMISSION, new XorPeerAddress(peer));
    int at = choices.upTo(sealed.length - 1);
    sealed[at] ^= (byte) (1 + choices.upTo(254));
    rig.toClients.clear();
    rig.toPeers.clear();
    rig.fromClient(client.fiveTuple, sealed);

    assertThat(rig.toPeers).isEmpty();
    assertThat(rig.toClients)
        .noneMatch(out ->
            StunDecoder.decode(ByteBuffer.wrap(out.bytes())) instanceof Decoded decoded
                && decoded.message().stunClass() == StunClass.SUCCESS
                && decoded.message().method() != StunMethod.BINDING);
  }

  /// With a fresh nonce when the old one is stale.
  private int code(TestClient client, StunMethod method, StunAttribute... attributes) {
    StunMessage answer = client.request(method, attributes);
    if (TestClient.code(answer) == 438) {
      client.nonce = answer.first(Nonce.class).orElseThrow().value();
      answer = client.request(method, attributes);
    }
    return TestClient.code(answer);
  }
}
