package dev.tincan.bench.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.TransactionId;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.ChannelNumberAttribute;
import dev.tincan.stun.attribute.Data;
import dev.tincan.stun.attribute.Nonce;
import dev.tincan.stun.attribute.Realm;
import dev.tincan.stun.attribute.RequestedTransport;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.Username;
import dev.tincan.stun.attribute.XorPeerAddress;
import dev.tincan.stun.auth.LongTermKey;
import dev.tincan.stun.auth.PasswordAlgorithm;
import dev.tincan.turn.KeySource;
import dev.tincan.turn.Now;
import dev.tincan.turn.TurnConfig;
import dev.tincan.turn.TurnServer;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.RelayId;
import dev.tincan.turn.allocation.Transport;
import dev.tincan.turn.policy.PeerPolicy;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// A [TurnServer] with allocations that were made by real requests, and the four ways a packet
/// takes through it, round robin over the allocations.
///
/// The same address objects come in again and again, as the shell interns them, and one buffer with
/// room in front and behind, as the shell keeps it.
public final class DataLane {
  /// Of one packet; no multiple of four, so that a stream pads it.
  public static final int PAYLOAD_BYTES = 170;

  private static final int CHANNEL = 0x4000;
  private static final int HEADROOM = 64;
  private static final int TAILROOM = 4;
  private static final String REALM = "tincan";
  private static final byte[] KEY = LongTermKey.md5("bench", REALM, "password");
  private static final int IANA_UDP = 17;
  private static final int FIRST_CLIENT_PORT = 10_000;

  private static final TransportAddress SERVER = address("203.0.113.1", 3478);
  private static final TransportAddress PEER = address("8.8.4.4", 4000);

  private final CoreWorld world = new CoreWorld();
  private final Now now = new Now(1_000_000_000L, Instant.EPOCH);
  private final TurnServer core;
  private final FiveTuple[] clients;
  private final RelayId[] relays;

  /// What a client sends: headroom, then the message.
  private final ByteBuffer channelData = buffer(channelDataBytes());

  private final ByteBuffer sendIndication = buffer(sendIndicationBytes());
  private final ByteBuffer payload = buffer(new byte[PAYLOAD_BYTES]);
  private final int channelDataEnd = channelData.limit();
  private final int sendIndicationEnd = sendIndication.limit();
  private final int payloadEnd = payload.limit();

  private int next;
  private long transactions;

  public DataLane(int allocations, Transport transport) {
    // Time stands still, so the bandwidth of an allocation has to last for all packets.
    var config =
        new TurnConfig(
            REALM,
            "nonce secret".getBytes(UTF_8),
            new PeerPolicy(PeerPolicy.Mode.CALL, List.of()),
            false,
            Long.MAX_VALUE,
            1,
            1);
    core = new TurnServer(config, new OneKey(), world, new SplittableRandom(1), now);
    clients = new FiveTuple[allocations];
    relays = new RelayId[allocations];
    for (int i = 0; i < allocations; i++) {
      clients[i] = new FiveTuple(address("198.51.100.7", FIRST_CLIENT_PORT + i), SERVER, transport);
      relays[i] = allocate(clients[i]);
    }
  }

  private static final class OneKey implements KeySource {
    @Override
    public Optional<byte[]> key(String username, PasswordAlgorithm algorithm, Use use, Now now) {
      return Optional.of(KEY);
    }

    @Override
    public Optional<String> username(byte[] userHash) {
      return Optional.empty();
    }
  }

  /// ChannelData of a client, which goes to its peer.
  public long clientToPeer() {
    channelData.limit(channelDataEnd).position(HEADROOM);
    core.onClientDatagram(clients[turn()], channelData, now, world);
    return world.bytes();
  }

  /// A Send indication of a client, which goes to its peer.
  public long clientToPeerBySend() {
    sendIndication.limit(sendIndicationEnd).position(HEADROOM);
    core.onClientDatagram(clients[turn()], sendIndication, now, world);
    return world.bytes();
  }

  /// A datagram of a peer, which goes to the client as ChannelData.
  public long peerToClient() {
    payload.limit(payloadEnd).position(HEADROOM);
    core.onPeerDatagram(relays[turn()], PEER, payload, now, world);
    return world.bytes();
  }

  /// Packets that came out, since the start.
  public long packets() {
    return world.packets();
  }

  private int turn() {
    int turn = next;
    next = turn + 1 == clients.length ? 0 : turn + 1;
    return turn;
  }

  private RelayId allocate(FiveTuple client) {
    var transport = new RequestedTransport(IANA_UDP);
    Nonce nonce =
        ask(client, StunEncoder.encode(request(StunMethod.ALLOCATE, List.of(transport))))
            .first(Nonce.class)
            .orElseThrow();
    RelayId[] relay = new RelayId[1];
    expectSuccess(
        world.answerTo(() -> {
          input(client, sealed(StunMethod.ALLOCATE, nonce, transport));
          CoreWorld.Opening opening = world.nextOpening().orElseThrow();
          relay[0] = opening.relay();
          core.onRelayOpened(
              opening.relay(), new TransportAddress(SERVER.address(), opening.port()), now, world);
        }));
    var peer = new XorPeerAddress(PEER);
    expectSuccess(ask(client, sealed(StunMethod.CREATE_PERMISSION, nonce, peer)));
    expectSuccess(
        ask(
            client,
            sealed(StunMethod.CHANNEL_BIND, nonce, new ChannelNumberAttribute(CHANNEL), peer)));
    return relay[0];
  }

  private StunMessage ask(FiveTuple client, byte[] request) {
    return world.answerTo(() -> input(client, request));
  }

  private void input(FiveTuple client, byte[] message) {
    core.onClientDatagram(client, ByteBuffer.wrap(message), now, world);
  }

  private static void expectSuccess(StunMessage answer) {
    if (answer.stunClass() != StunClass.SUCCESS) {
      throw new IllegalStateException("the core refused: " + answer);
    }
  }

  private byte[] sealed(StunMethod method, Nonce nonce, StunAttribute... attributes) {
    var all = new ArrayList<>(List.of(attributes));
    all.addAll(List.of(new Username("bench"), new Realm(REALM), nonce));
    return StunEncoder.encode(request(method, all), KEY);
  }

  private StunMessage request(StunMethod method, List<StunAttribute> attributes) {
    return new StunMessage(
        StunClass.REQUEST, method, new TransactionId(1, ++transactions), attributes);
  }

  private static byte[] channelDataBytes() {
    return ByteBuffer.allocate(TurnServer.CHANNEL_HEADER_BYTES + PAYLOAD_BYTES)
        .putShort((short) CHANNEL)
        .putShort((short) PAYLOAD_BYTES)
        .array();
  }

  private static byte[] sendIndicationBytes() {
    List<StunAttribute> attributes =
        List.of(new XorPeerAddress(PEER), new Data(new byte[PAYLOAD_BYTES]));
    return StunEncoder.encode(
        new StunMessage(
            StunClass.INDICATION, StunMethod.SEND, new TransactionId(1, 1), attributes));
  }

  private static ByteBuffer buffer(byte[] content) {
    return ByteBuffer.allocateDirect(HEADROOM + content.length + TAILROOM)
        .position(HEADROOM)
        .put(content)
        .flip();
  }

  private static TransportAddress address(String ip, int port) {
    return new TransportAddress(InetAddress.ofLiteral(ip), port);
  }
}
