package dev.tincan.turn;

import static dev.tincan.turn.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.Data;
import dev.tincan.stun.attribute.DontFragment;
import dev.tincan.stun.attribute.Icmp;
import dev.tincan.stun.attribute.XorPeerAddress;
import dev.tincan.turn.TurnEvent.DropReason;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.Transport;
import dev.tincan.turn.policy.PeerPolicy;
import dev.tincan.turn.policy.Quotas;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What bounds a client: answers to strangers, bandwidth, and whom its call named.
class LimitsTest {
  private static final TransportAddress STRANGER = TurnRig.address("8.8.8.8", 4000);

  private final TurnRig rig = new TurnRig();
  private final TestClient client = new TestClient(rig, "ana");

  @Test
  void point6_aSourceGetsOnlySoManyAnswersBeforeItShowsWhoItIs() {
    int answered = bindings(5_000);

    assertThat(answered).isEqualTo(2_000);
    assertThat(rig.dropped).hasSize(3_000).containsOnly(DropReason.OVER_BUDGET);
    rig.clock.advance(Duration.ofSeconds(1));
    assertThat(bindings(5_000)).isEqualTo(200);
  }

  @Test
  void point6_otherSourcesAndStreamsHaveTheirOwn() {
    bindings(5_000);
    rig.toClients.clear();
    byte[] request = binding();
    rig.fromClient(
        new FiveTuple(TurnRig.address("192.0.2.9", 1), TurnRig.SERVER, Transport.UDP), request);
    rig.fromClient(TurnRig.client(40_000, Transport.TCP), request);

    assertThat(rig.toClients).hasSize(2);
  }

  @Test
  void point6_whoHasShownWhoItIsIsNotCounted() {
    client.allocate();
    bindings(5_000);

    assertThat(code(client.refresh(600))).isZero();
  }

  @Test
  void point14_whatIsBeyondTheBandwidthIsDroppedBothWays() {
    client.allocate();
    client.bind(0x4000, TurnRig.PEER);
    rig.toClients.clear();
    byte[] payload = new byte[1_000];
    for (int i = 0; i < 10_000; i++) {
      client.channelData(0x4000, payload);
      rig.fromPeer(rig.onlyRelay(), TurnRig.PEER, payload);
    }

    assertThat(rig.toPeers.size() + rig.toClients.size()).isEqualTo(12_500);
    assertThat(rig.dropped).hasSize(7_500).containsOnly(DropReason.OVER_BANDWIDTH);
    rig.clock.advance(Duration.ofMillis(100));
    rig.toPeers.clear();
    for (int i = 0; i < 2_000; i++) {
      client.channelData(0x4000, payload);
    }
    assertThat(rig.toPeers).hasSize(1_250);
  }

  @Test
  void onlyAddressesThatTheCallNamedAreReached() {
    rig.signaled.put("ana", Set.of(TurnRig.PEER.address()));
    client.allocate();

    assertThat(code(client.permit(TurnRig.PEER))).isZero();
    assertThat(code(client.permit(STRANGER))).isEqualTo(403);
    assertThat(code(client.permit(TurnRig.PEER, STRANGER))).isEqualTo(403);
    assertThat(code(client.bind(0x4000, STRANGER))).isEqualTo(403);
  }

  @Test
  void whoBelongsToNoCallIsBoundByTheDenyListAlone() {
    client.allocate();

    assertThat(code(client.permit(STRANGER))).isZero();
    assertThat(code(client.permit(TurnRig.address("10.0.0.1", 1)))).isEqualTo(403);
  }

  @Test
  void relaysOfTheSameServerAndOpenedRangesNeedNoCandidate() {
    var opened = new TurnRig("10.0.0.0/8");
    opened.signaled.put("ana", Set.of());
    var ana = new TestClient(opened, "ana");
    ana.allocate();

    assertThat(code(ana.permit(new TransportAddress(TurnRig.RELAY_IP, 50_001)))).isZero();
    assertThat(code(ana.permit(TurnRig.address("10.1.1.1", 1)))).isZero();
    assertThat(code(ana.permit(STRANGER))).isEqualTo(403);
  }

  @Test
  void theOtherPoliciesAskNoCall() {
    InetAddress home = InetAddress.ofLiteral("192.168.1.1");
    for (PeerPolicy.Mode mode : List.of(PeerPolicy.Mode.DENY_LIST, PeerPolicy.Mode.OPEN)) {
      var other = new TurnRig(Quotas.Limits.defaults(), mode);
      other.signaled.put("ana", Set.of());
      var ana = new TestClient(other, "ana");
      ana.allocate();

      assertThat(code(ana.permit(STRANGER))).isZero();
      assertThat(code(ana.permit(new TransportAddress(home, 1))))
          .isEqualTo(mode == PeerPolicy.Mode.OPEN ? 0 : 403);
    }
  }

  @Test
  void rule27_sendCarriesDontFragmentOrIsDroppedWhereTheSystemHasItNot() {
    client.allocate();
    client.permit(TurnRig.PEER);
    var peer = new XorPeerAddress(TurnRig.PEER);
    client.indication(peer, new Data(new byte[1]), new DontFragment());
    client.indication(peer, new Data(new byte[1]));
    assertThat(rig.toPeers.stream().map(TurnRig.ToPeer::dontFragment)).containsExactly(true, false);

    rig.forbidsFragments = false;
    client.indication(peer, new Data(new byte[1]), new DontFragment());
    assertThat(rig.toPeers).hasSize(2);
  }

  @Test
  void rule45_whatTheNetworkSaysOfAPermittedPeerIsToldWithoutData() {
    client.allocate();
    client.permit(TurnRig.PEER);
    var tooBig = new Icmp(3, 4, 1_280);
    rig.toClients.clear();
    rig.server.onPeerUnreachable(rig.onlyRelay(), TurnRig.PEER, tooBig, rig.now(), rig);

    var indication = rig.toClients.element().message();
    assertThat(indication.method()).isEqualTo(StunMethod.DATA);
    assertThat(indication.attributes()).containsExactly(new XorPeerAddress(TurnRig.PEER), tooBig);
  }

  @Test
  void rule45_whatItSaysOfOthersOrOfOtherThingsIsNotTold() {
    client.allocate();
    client.permit(TurnRig.PEER);
    rig.toClients.clear();
    rig.server.onPeerUnreachable(rig.onlyRelay(), STRANGER, new Icmp(3, 3, 0), rig.now(), rig);
    rig.server.onPeerUnreachable(rig.onlyRelay(), TurnRig.PEER, new Icmp(5, 0, 0), rig.now(), rig);

    assertThat(rig.toClients).isEmpty();
  }

  @Test
  void theSecondStunPortAnswersBindingAndNothingElse() {
    rig.server.onBindingDatagram(client.fiveTuple, ByteBuffer.wrap(binding()), rig.now(), rig);
    assertThat(rig.toClients).hasSize(1);
    byte[] allocate =
        StunEncoder.encode(
            TestClient.message(client.freshId(), StunMethod.ALLOCATE, List.of(TestClient.UDP)));
    rig.server.onBindingDatagram(client.fiveTuple, ByteBuffer.wrap(allocate), rig.now(), rig);
    rig.server.onBindingDatagram(client.fiveTuple, ByteBuffer.wrap(new byte[3]), rig.now(), rig);
    assertThat(rig.toClients).hasSize(1);
  }

  private int bindings(int count) {
    rig.toClients.clear();
    rig.dropped.clear();
    byte[] request = binding();
    for (int i = 0; i < count; i++) {
      rig.fromClient(client.fiveTuple, request);
    }
    return rig.toClients.size();
  }

  private byte[] binding() {
    return StunEncoder.encode(TestClient.message(client.freshId(), StunMethod.BINDING, List.of()));
  }
}
