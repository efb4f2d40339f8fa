package dev.tincan.turn;

import static dev.tincan.turn.TestClient.code;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.ChannelNumberAttribute;
import dev.tincan.stun.attribute.Data;
import dev.tincan.stun.attribute.UnknownAttribute;
import dev.tincan.stun.attribute.XorPeerAddress;
import dev.tincan.stun.codec.AttributeType;
import dev.tincan.turn.allocation.Transport;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Permissions, channels and the data between client and peer (RFC 8656 §9 to §12).
class PeerTest {
  private static final byte[] HELLO = "hello".getBytes(UTF_8);
  private static final TransportAddress PRIVATE = TurnRig.address("10.0.0.1", 4000);
  private static final TransportAddress IPV6_PEER = TurnRig.address("2a00:1450::8", 4000);

  private final TurnRig rig = new TurnRig();
  private final TestClient client = new TestClient(rig, "ana");

  @BeforeEach
  void allocate() {
    client.allocate();
  }

  @Test
  void sendAndDataCarryPayloadsBothWaysOnceThereIsAPermission() {
    client.permit(TurnRig.PEER);
    client.send(TurnRig.PEER, HELLO);
    rig.toClients.clear();
    rig.fromPeer(rig.onlyRelay(), TurnRig.PEER, "hi".getBytes(UTF_8));

    assertThat(rig.toPeers)
        .singleElement()
        .satisfies(it -> assertThat(it.payload()).isEqualTo(HELLO));
    var indication = rig.toClients.element().message();
    assertThat(indication.stunClass()).isEqualTo(StunClass.INDICATION);
    assertThat(indication.method()).isEqualTo(StunMethod.DATA);
    assertThat(indication.first(XorPeerAddress.class)).hasValue(new XorPeerAddress(TurnRig.PEER));
    assertThat(indication.first(Data.class)).hasValue(new Data("hi".getBytes(UTF_8)));
    assertThat(rig.server.counts().bytesToPeers()).isEqualTo(5);
    assertThat(rig.server.counts().bytesToClients()).isEqualTo(2);
  }

  @Test
  void withoutAPermissionNothingPassesEitherWay() {
    client.send(TurnRig.PEER, HELLO);
    rig.toClients.clear();
    rig.fromPeer(rig.onlyRelay(), TurnRig.PEER, HELLO);

    assertThat(rig.toPeers).isEmpty();
    assertThat(rig.toClients).isEmpty();
  }

  @Test
  void rule38_aPermissionIsForTheIpAndEndsAfter300SecondsWhateverFlows() {
    client.permit(TurnRig.PEER);
    rig.clock.advance(Duration.ofSeconds(299));
    client.send(TurnRig.address("8.8.4.4", 9), HELLO);
    rig.fromPeer(rig.onlyRelay(), TurnRig.PEER, HELLO);
    assertThat(rig.toPeers).hasSize(1);
    rig.clock.advance(Duration.ofSeconds(1));
    rig.toClients.clear();
    client.send(TurnRig.PEER, HELLO);
    rig.fromPeer(rig.onlyRelay(), TurnRig.PEER, HELLO);

    assertThat(rig.toPeers).hasSize(1);
    assertThat(rig.toClients).isEmpty();
  }

  @Test
  void rule39_createPermissionNeedsAPeerThatCanBeRead() {
    assertThat(code(client.permit())).isEqualTo(400);
    assertThat(
            code(
                client.request(
                    StunMethod.CREATE_PERMISSION,
                    new UnknownAttribute(AttributeType.XOR_PEER_ADDRESS))))
        .isEqualTo(400);
    assertThat(code(client.permit(IPV6_PEER))).isEqualTo(443);
    assertThat(code(client.permit(PRIVATE))).isEqualTo(403);
  }

  @Test
  void rule39_point3_oneForbiddenPeerAndNoneIsPermitted() {
    assertThat(code(client.permit(TurnRig.PEER, PRIVATE))).isEqualTo(403);
    assertThat(code(client.permit(PRIVATE, TurnRig.PEER))).isEqualTo(403);
    client.send(TurnRig.PEER, HELLO);
    client.send(PRIVATE, HELLO);

    assertThat(rig.toPeers).isEmpty();
  }

  @Test
  void rule39_moreThanAnAllocationMayHoldGets508() {
    TransportAddress[] peers =
        IntStream.rangeClosed(1, 255)
            .mapToObj(i -> TurnRig.address("8.8.1." + i, 1))
            .toArray(TransportAddress[]::new);
    assertThat(code(client.permit(peers))).isZero();
    assertThat(code(client.permit(TurnRig.PEER, TurnRig.address("8.8.2.1", 1)))).isEqualTo(508);
    assertThat(code(client.permit(peers))).isZero();
    assertThat(code(client.bind(0x4000, TurnRig.PEER))).isZero();
    assertThat(code(client.bind(0x4001, TurnRig.address("8.8.2.1", 1)))).isEqualTo(508);
    rig.clock.advance(Duration.ofSeconds(300));
    assertThat(code(client.permit(TurnRig.address("8.8.2.1", 1)))).isZero();
  }

  @Test
  void whenAllChannelsAreTakenTheOldOnesAndPermissionsCanStillBeRenewed() {
    for (int i = 0; i < 256; i++) {
      assertThat(code(client.bind(0x4000 + i, TurnRig.address("8.8.4.4", 1 + i)))).isZero();
    }

    assertThat(code(client.bind(0x4100, TurnRig.address("8.8.4.4", 999)))).isEqualTo(508);
    rig.clock.advance(Duration.ofSeconds(599));
    client.refresh(600);
    rig.clock.advance(Duration.ofSeconds(1));
    assertThat(code(client.bind(0x4100, TurnRig.address("8.8.4.4", 999)))).isZero();
    assertThat(code(client.bind(0x4000, TurnRig.address("8.8.4.4", 1)))).isZero();
    assertThat(code(client.permit(TurnRig.PEER))).isZero();
  }

  @Test
  void rule40_aChannelNumberAndAPeerAreBoundOneToOne() {
    TransportAddress other = TurnRig.address("8.8.4.4", 4001);
    assertThat(code(client.bind(0x4000, TurnRig.PEER))).isZero();
    assertThat(code(client.bind(0x4000, TurnRig.PEER))).isZero();
    assertThat(code(client.bind(0x4000, other))).isEqualTo(400);
    assertThat(code(client.bind(0x4001, TurnRig.PEER))).isEqualTo(400);
    assertThat(code(client.bind(0x4001, other))).isZero();
  }

  @Test
  void rule40_numberFamilyAndPeerAreChecked() {
    assertThat(code(client.bind(0x3FFF, TurnRig.PEER))).isEqualTo(400);
    assertThat(code(client.bind(0x8000, TurnRig.PEER))).isEqualTo(400);
    assertThat(code(client.bind(0x4000, TurnRig.address("8.8.4.4", 0)))).isEqualTo(400);
    assertThat(code(client.request(StunMethod.CHANNEL_BIND, new ChannelNumberAttribute(0x4000))))
        .isEqualTo(400);
    assertThat(code(client.request(StunMethod.CHANNEL_BIND, new XorPeerAddress(TurnRig.PEER))))
        .isEqualTo(400);
    assertThat(code(client.bind(0x4000, IPV6_PEER))).isEqualTo(443);
    assertThat(code(client.bind(0x4000, PRIVATE))).isEqualTo(403);
  }

  @Test
  void rule42_aBoundPeersDataComesAsChannelDataAndChannelDataGoesToIt() {
    client.bind(0x4001, TurnRig.PEER);
    client.channelData(0x4001, HELLO);
    rig.toClients.clear();
    rig.fromPeer(rig.onlyRelay(), TurnRig.PEER, HELLO);

    assertThat(rig.toPeers)
        .singleElement()
        .satisfies(it -> assertThat(it.payload()).isEqualTo(HELLO));
    assertThat(rig.toClients.element().bytes())
        .isEqualTo(HexFormat.of().parseHex("4001000568656c6c6f"));
  }

  @Test
  void rule41_aChannelOutlivesItsPermissionAndThenNothingPasses() {
    client.bind(0x4001, TurnRig.PEER);
    rig.clock.advance(Duration.ofSeconds(300));
    rig.toClients.clear();
    rig.fromPeer(rig.onlyRelay(), TurnRig.PEER, HELLO);
    client.channelData(0x4001, HELLO);
    assertThat(rig.toClients).isEmpty();
    assertThat(rig.toPeers).isEmpty();

    client.permit(TurnRig.PEER);
    rig.toClients.clear();
    rig.fromPeer(rig.onlyRelay(), TurnRig.PEER, HELLO);
    assertThat(rig.toClients.element().bytes()[0]).isEqualTo((byte) 0x40);
  }

  @Test
  void point10_aPermissionOutlivesItsChannelAndDataComesAsIndicationsAgain() {
    client.bind(0x4001, TurnRig.PEER);
    rig.clock.advance(Duration.ofSeconds(590));
    client.refresh(600);
    client.permit(TurnRig.PEER);
    rig.clock.advance(Duration.ofSeconds(10));
    rig.toClients.clear();
    rig.fromPeer(rig.onlyRelay(), TurnRig.PEER, HELLO);
    client.channelData(0x4001, HELLO);

    assertThat(rig.toClients.element().message().method()).isEqualTo(StunMethod.DATA);
    assertThat(rig.toPeers).isEmpty();
  }

  @Test
  void rule43_channelDataOnAStreamIsPaddedAndThePaddingNotCounted() {
    var tcp = new TestClient(rig, "ana", TurnRig.client(40_009, Transport.TCP));
    client.refresh(0);
    tcp.allocate();
    tcp.bind(0x4001, TurnRig.PEER);
    rig.toClients.clear();
    rig.fromPeer(rig.onlyRelay(), TurnRig.PEER, HELLO);

    assertThat(rig.toClients.element().bytes())
        .isEqualTo(HexFormat.of().parseHex("4001000568656c6c6f000000"));
  }

  @Test
  void rule43_paddingIsAcceptedTooShortIsDroppedAndEmptyIsSent() {
    client.bind(0x4001, TurnRig.PEER);
    rig.fromClient(client.fiveTuple, HexFormat.of().parseHex("4001000568656c6c6f000000"));
    rig.fromClient(client.fiveTuple, HexFormat.of().parseHex("4001000668656c6c6f"));
    rig.fromClient(client.fiveTuple, HexFormat.of().parseHex("4001"));
    rig.fromClient(client.fiveTuple, HexFormat.of().parseHex("40010000"));
    rig.fromClient(client.fiveTuple, HexFormat.of().parseHex("40020000"));

    assertThat(rig.toPeers.stream().map(TurnRig.ToPeer::payload))
        .containsExactly(HELLO, new byte[0]);
  }

  @Test
  void rule44_sendNeedsAPeerAndDataWhichMayBeEmpty() {
    client.permit(TurnRig.PEER);
    rig.toClients.clear();
    client.indication(new XorPeerAddress(TurnRig.PEER));
    client.indication(new Data(HELLO));
    client.indication(new XorPeerAddress(TurnRig.address("8.8.4.4", 0)), new Data(HELLO));
    client.send(TurnRig.PEER, new byte[0]);

    assertThat(rig.toPeers).singleElement().satisfies(it -> assertThat(it.payload()).isEmpty());
    assertThat(rig.toClients).isEmpty();
  }

  @Test
  void anOpenedRangeIsReached() {
    var open = new TurnRig("10.0.0.0/8");
    var ben = new TestClient(open, "ben");
    ben.allocate();

    assertThat(code(ben.permit(PRIVATE))).isZero();
    assertThat(code(ben.permit(TurnRig.address("192.168.0.1", 1)))).isEqualTo(403);
    assertThat(code(ben.permit(PRIVATE, TurnRig.address("192.168.0.1", 1)))).isEqualTo(403);
  }

  @Test
  void point4_onTheServersOwnAddressOnlyLiveRelaysAreReached() {
    var ben = new TestClient(rig, "ben", TurnRig.client(40_001, Transport.UDP));
    ben.allocate();
    TransportAddress bensRelay = rig.open.values().stream().skip(1).findFirst().orElseThrow();
    TransportAddress ssh = TurnRig.address("203.0.113.1", 22);
    assertThat(code(client.permit(bensRelay))).isZero();
    client.send(bensRelay, HELLO);
    client.send(ssh, HELLO);
    client.send(TurnRig.SERVER, HELLO);

    assertThat(rig.toPeers)
        .singleElement()
        .satisfies(it -> assertThat(it.peer()).isEqualTo(bensRelay));
    rig.toClients.clear();
    rig.fromPeer(rig.onlyRelay(), ssh, HELLO);
    assertThat(rig.toClients).isEmpty();
    rig.fromPeer(rig.onlyRelay(), bensRelay, HELLO);
    assertThat(rig.toClients).hasSize(1);
    ben.refresh(0);
    client.send(bensRelay, HELLO);
    assertThat(rig.toPeers).hasSize(1);
  }

  @Test
  void whatFitsNoIndicationIsDropped() {
    client.permit(TurnRig.PEER);
    rig.toClients.clear();
    rig.fromPeer(rig.onlyRelay(), TurnRig.PEER, new byte[65_527]);

    assertThat(rig.toClients).isEmpty();
  }

  @Test
  void whatArrivesForAClosedRelayIsDropped() {
    var relay = rig.onlyRelay();
    client.refresh(0);
    rig.toClients.clear();
    rig.fromPeer(relay, TurnRig.PEER, HELLO);

    assertThat(rig.toClients).isEmpty();
  }
}
