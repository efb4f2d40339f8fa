package dev.tincan.turn;

import static dev.tincan.turn.TestClient.UDP;
import static dev.tincan.turn.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.attribute.AdditionalAddressFamily;
import dev.tincan.stun.attribute.DontFragment;
import dev.tincan.stun.attribute.EvenPort;
import dev.tincan.stun.attribute.Lifetime;
import dev.tincan.stun.attribute.Nonce;
import dev.tincan.stun.attribute.RequestedAddressFamily;
import dev.tincan.stun.attribute.RequestedTransport;
import dev.tincan.stun.attribute.ReservationToken;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.UnknownAttributes;
import dev.tincan.stun.attribute.XorMappedAddress;
import dev.tincan.stun.attribute.XorRelayedAddress;
import dev.tincan.turn.TurnEvent.AllocationClosed;
import dev.tincan.turn.TurnEvent.CloseReason;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.Transport;
import dev.tincan.turn.policy.Quotas;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Allocate and Refresh (RFC 8656 §7, §8).
class AllocationTest {
  private final TurnRig rig = new TurnRig();
  private final TestClient client = new TestClient(rig, "ana");

  @Test
  void anAllocationNamesItsRelayedAddressItsLifetimeAndTheReflexiveAddress() {
    StunMessage answer = client.allocate();

    assertThat(answer.stunClass()).isEqualTo(StunClass.SUCCESS);
    assertThat(answer.first(XorRelayedAddress.class).map(XorRelayedAddress::address))
        .hasValue(rig.open.get(rig.onlyRelay()));
    assertThat(answer.first(Lifetime.class)).hasValue(new Lifetime(600));
    assertThat(answer.first(XorMappedAddress.class))
        .hasValue(new XorMappedAddress(client.fiveTuple.client()));
  }

  @Test
  void theAnswerComesOnlyOnceTheSocketIsOpen() {
    client.allocate();
    rig.opensAtOnce = false;
    var second = new TestClient(rig, "ana", TurnRig.client(40_001, Transport.UDP));
    second.nonce = challenge(second);
    var id = second.freshId();
    second.silent(second.sealed(id, StunMethod.ALLOCATE, UDP));
    second.silent(second.sealed(id, StunMethod.ALLOCATE, UDP));
    assertThat(code(second.refresh(600))).isEqualTo(437);

    rig.toClients.clear();
    rig.openNext();

    assertThat(rig.toClients.element().message().transactionId()).isEqualTo(id);
    assertThat(rig.open).hasSize(2);
  }

  @Test
  void aPortThatAnotherProgramHasIsTriedAgainWithAnother() {
    rig.failingBinds = 3;

    assertThat(client.allocate().stunClass()).isEqualTo(StunClass.SUCCESS);
    assertThat(rig.ports.takenCount()).isEqualTo(1);
    assertThat(rig.quotas.total()).isEqualTo(1);
  }

  @Test
  void rule36_aSocketThatCannotBeHadIsSaidAndCostsNothing() {
    rig.failingBinds = 4;

    assertThat(code(client.allocate())).isEqualTo(508);
    assertThat(rig.ports.takenCount()).isZero();
    assertThat(rig.quotas.total()).isZero();
    assertThat(rig.server.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aSocketThatOpensForAnAllocationThatIsGoneIsClosed() {
    rig.opensAtOnce = false;
    var tcp = new TestClient(rig, "ana", TurnRig.client(40_002, Transport.TCP));
    tcp.nonce = challenge(tcp);
    tcp.silent(tcp.sealed(tcp.freshId(), StunMethod.ALLOCATE, UDP));
    rig.server.onClientGone(tcp.fiveTuple, rig.now(), rig);
    rig.openNext();

    assertThat(rig.open).isEmpty();
    assertThat(rig.ports.takenCount()).isZero();
  }

  @Test
  void rule22_theTransportBelongsToTheFiveTuple() {
    client.allocate();
    var tcp = new TestClient(rig, "ana", TurnRig.client(40_000, Transport.TCP));

    assertThat(tcp.allocate().stunClass()).isEqualTo(StunClass.SUCCESS);
    assertThat(rig.open).hasSize(2);
    assertThat(rig.server.counts().allocations())
        .containsEntry(Transport.UDP, 1)
        .containsEntry(Transport.TCP, 1);
  }

  @Test
  void rule23_withoutAnAllocationRequestsGet437AndIndicationsNothing() {
    assertThat(code(client.refresh(600))).isEqualTo(437);
    assertThat(code(client.permit(TurnRig.PEER))).isEqualTo(437);
    assertThat(code(client.bind(0x4000, TurnRig.PEER))).isEqualTo(437);
    rig.toClients.clear();
    client.send(TurnRig.PEER, new byte[1]);
    client.channelData(0x4000, new byte[1]);
    assertThat(rig.toClients).isEmpty();
    assertThat(rig.toPeers).isEmpty();
  }

  @Test
  void rule24_anotherUserOnTheSameFiveTupleGets441() {
    client.allocate();
    var other = new TestClient(rig, "ben", client.fiveTuple);

    assertThat(code(other.refresh(0))).isEqualTo(441);
    assertThat(code(other.permit(TurnRig.PEER))).isEqualTo(441);
    assertThat(code(other.bind(0x4000, TurnRig.PEER))).isEqualTo(441);
    assertThat(code(other.allocate())).isEqualTo(437);
    assertThat(rig.open).hasSize(1);
  }

  @Test
  void rule25_theSameTransactionGetsTheSameAnswerAnotherOne437() {
    client.allocate();
    var id = client.freshId();
    client.refresh(0);
    StunMessage first = client.request(id, StunMethod.ALLOCATE, UDP, new EvenPort(true));
    rig.clock.advance(Duration.ofSeconds(100));
    StunMessage again = client.request(id, StunMethod.ALLOCATE, UDP, new EvenPort(true));

    assertThat(again.first(XorRelayedAddress.class))
        .isEqualTo(first.first(XorRelayedAddress.class));
    assertThat(again.first(ReservationToken.class))
        .isPresent()
        .isEqualTo(first.first(ReservationToken.class));
    assertThat(again.first(Lifetime.class)).hasValue(new Lifetime(500));
    assertThat(code(client.allocate())).isEqualTo(437);
  }

  @Test
  void rule26_requestedTransportIsNeededAndOnlyUdpIsRelayed() {
    assertThat(code(client.request(StunMethod.ALLOCATE))).isEqualTo(400);
    assertThat(code(client.request(StunMethod.ALLOCATE, new RequestedTransport(6)))).isEqualTo(442);
  }

  @Test
  void rule27_dontFragmentIsGrantedWhereTheSystemHasIt() {
    assertThat(client.allocate(new DontFragment()).stunClass()).isEqualTo(StunClass.SUCCESS);
  }

  @Test
  void rule27_dontFragmentIsAnUnknownAttributeWhereTheSystemHasItNot() {
    rig.forbidsFragments = false;
    StunMessage answer = client.allocate(new DontFragment());

    assertThat(code(answer)).isEqualTo(420);
    assertThat(answer.first(UnknownAttributes.class))
        .hasValue(new UnknownAttributes(List.of(0x001A)));
  }

  @Test
  void aDrainingServerKeepsWhatIsThereAndAllocatesNothingNew() {
    client.allocate();
    rig.server.onDrain();
    var late = new TestClient(rig, "ben", TurnRig.client(40_001, Transport.UDP));

    assertThat(code(late.allocate())).isEqualTo(508);
    assertThat(client.refresh(600).stunClass()).isEqualTo(StunClass.SUCCESS);
    assertThat(rig.quotas.total()).isEqualTo(1);
  }

  @Test
  void rule28_aReservationTokenStandsAloneAndMustBeKnown() {
    var token = new ReservationToken(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    for (StunAttribute with :
        List.of(
            new EvenPort(false), new RequestedAddressFamily(1), new AdditionalAddressFamily(2))) {
      assertThat(code(client.allocate(token, with))).isEqualTo(400);
    }
    assertThat(code(client.allocate(token))).isEqualTo(508);
    assertThat(code(client.allocate(new ReservationToken(new byte[8])))).isEqualTo(508);
    assertThat(rig.quotas.total()).isZero();
  }

  @Test
  void rule29_familiesThatContradictEachOtherAreBadRequests() {
    assertThat(code(client.allocate(new RequestedAddressFamily(1), new AdditionalAddressFamily(2))))
        .isEqualTo(400);
    assertThat(code(client.allocate(new EvenPort(true), new AdditionalAddressFamily(2))))
        .isEqualTo(400);
    assertThat(code(client.allocate(new AdditionalAddressFamily(1)))).isEqualTo(400);
  }

  @Test
  void rule30_withoutARequestedFamilyItIsIpv4AndAnUnknownOneGets440() {
    assertThat(code(client.allocate(new RequestedAddressFamily(3)))).isEqualTo(440);
    assertThat(client.allocate(new RequestedAddressFamily(2)).first(XorRelayedAddress.class))
        .hasValueSatisfying(
            relayed -> assertThat(relayed.address().address()).isEqualTo(TurnRig.RELAY_IPV6));
    client.refresh(0);
    client.allocate();
    assertThat(rig.open.values()).allMatch(relayed -> relayed.address().equals(TurnRig.RELAY_IP));
  }

  @Test
  void rule32_anEvenPortWithItsSuccessorKeptForTheTokensHolder() {
    StunMessage even = client.allocate(new EvenPort(true));
    int port = even.first(XorRelayedAddress.class).orElseThrow().address().port();
    var second = new TestClient(rig, "ana", TurnRig.client(40_001, Transport.UDP));
    StunMessage odd = second.allocate(even.first(ReservationToken.class).orElseThrow());

    assertThat(port).isEven();
    assertThat(odd.first(XorRelayedAddress.class).orElseThrow().address().port())
        .isEqualTo(port + 1);
  }

  @Test
  void rule32_aReservationEndsAfter30SecondsAndAPlainEvenPortReservesNothing() {
    StunMessage even = client.allocate(new EvenPort(true));
    rig.clock.advance(Duration.ofSeconds(30));
    var second = new TestClient(rig, "ana", TurnRig.client(40_001, Transport.UDP));

    assertThat(code(second.allocate(even.first(ReservationToken.class).orElseThrow())))
        .isEqualTo(508);
    assertThat(rig.ports.takenCount()).isEqualTo(1);
    assertThat(second.allocate(new EvenPort(false)).first(ReservationToken.class)).isEmpty();
    assertThat(rig.ports.takenCount()).isEqualTo(2);
    assertThat(rig.open.values()).allMatch(relayed -> relayed.port() % 2 == 0);
  }

  @Test
  void rule32_reservationsThatNobodyRedeemsDoNotUseUpThePorts() {
    for (int i = 0; i < 50; i++) {
      assertThat(client.allocate(new EvenPort(true)).stunClass())
          .as("round " + i)
          .isEqualTo(StunClass.SUCCESS);
      client.refresh(0);
      rig.clock.advance(Duration.ofSeconds(10));
    }
  }

  @Test
  void rule32_aPairThatCouldNotBeBoundKeepsNothing() {
    rig.failingBinds = 2;
    client.allocate(new EvenPort(true));

    assertThat(rig.ports.takenCount()).isEqualTo(2);
  }

  @Test
  void rule32_aReservedPortKeepsItsFamily() {
    StunMessage even = client.allocate(new EvenPort(true), new RequestedAddressFamily(2));
    var second = new TestClient(rig, "ana", TurnRig.client(40_001, Transport.UDP));
    StunMessage odd = second.allocate(even.first(ReservationToken.class).orElseThrow());

    assertThat(odd.first(XorRelayedAddress.class).orElseThrow().address().address())
        .isEqualTo(TurnRig.RELAY_IPV6);
  }

  @Test
  void rule37_aClientBehindATunnelAddressIsRefused() {
    var sixToFour =
        new TestClient(
            rig,
            "ana",
            new FiveTuple(TurnRig.address("2002:808:404::1", 1), TurnRig.SERVER, Transport.UDP));

    assertThat(code(sixToFour.allocate())).isEqualTo(403);
  }

  @Test
  void rule34_theLifetimeIsAtLeastTheDefaultAndAtMostAnHour() {
    assertThat(client.allocate(new Lifetime(1)).first(Lifetime.class)).hasValue(new Lifetime(600));
    assertThat(client.refresh(1).first(Lifetime.class)).hasValue(new Lifetime(600));
    assertThat(client.refresh(1_800).first(Lifetime.class)).hasValue(new Lifetime(1_800));
    assertThat(client.refresh(0xFFFF_FFFFL).first(Lifetime.class)).hasValue(new Lifetime(3_600));
    assertThat(client.request(StunMethod.REFRESH).first(Lifetime.class))
        .hasValue(new Lifetime(600));
  }

  @Test
  void rule35_lifetimeZeroDeletesAndARetransmissionGets437() {
    client.allocate();

    assertThat(client.refresh(0).first(Lifetime.class)).hasValue(new Lifetime(0));
    assertThat(code(client.refresh(0))).isEqualTo(437);
    assertThat(rig.open).isEmpty();
    assertThat(rig.ports.takenCount()).isZero();
    assertThat(rig.quotas.total()).isZero();
    assertThat(closeReason()).isEqualTo(CloseReason.DELETED);
  }

  @Test
  void rule35_aRefreshOfAnotherFamilyGets443() {
    client.allocate();

    assertThat(code(client.request(StunMethod.REFRESH, new RequestedAddressFamily(2))))
        .isEqualTo(443);
    assertThat(client.request(StunMethod.REFRESH, new RequestedAddressFamily(1)).stunClass())
        .isEqualTo(StunClass.SUCCESS);
  }

  @Test
  void rule36_quotasAreByUserAndByAddressAndInAll() {
    var small = new TurnRig(new Quotas.Limits(3, 1, 2));
    assertThat(code(new TestClient(small, "ana", TurnRig.client(1, Transport.UDP)).allocate()))
        .isZero();
    assertThat(code(new TestClient(small, "ana", TurnRig.client(2, Transport.UDP)).allocate()))
        .isEqualTo(486);
    var ben = new TestClient(small, "ben", TurnRig.client(3, Transport.UDP));
    assertThat(code(ben.allocate())).isZero();
    assertThat(code(new TestClient(small, "cleo", TurnRig.client(4, Transport.UDP)).allocate()))
        .isEqualTo(486);
    var elsewhere =
        new TestClient(
            small,
            "cleo",
            new FiveTuple(TurnRig.address("192.0.2.9", 1), TurnRig.SERVER, Transport.UDP));
    assertThat(code(elsewhere.allocate())).isZero();
    assertThat(code(new TestClient(small, "dora", TurnRig.client(5, Transport.UDP)).allocate()))
        .isEqualTo(508);
    ben.refresh(0);
    assertThat(code(new TestClient(small, "dora", TurnRig.client(5, Transport.UDP)).allocate()))
        .isZero();
  }

  @Test
  void whenAllPortsAreTakenItIsSaid() {
    for (int i = TurnRig.FIRST_PORT; i <= TurnRig.LAST_PORT; i++) {
      assertThat(code(new TestClient(rig, "ana", TurnRig.client(i, Transport.UDP)).allocate()))
          .isZero();
    }
    assertThat(code(client.allocate())).isEqualTo(508);
    assertThat(rig.quotas.total()).isEqualTo(10);
  }

  @Test
  void anAllocationEndsWhenItsTimeIsOver() {
    client.allocate();
    rig.clock.advanceTo(rig.server.nextDeadline());
    rig.server.onDeadline(rig.now(), rig);

    assertThat(rig.clock.elapsed()).isEqualTo(Duration.ofMinutes(10));
    assertThat(rig.open).isEmpty();
    assertThat(closeReason()).isEqualTo(CloseReason.EXPIRED);
    assertThat(rig.server.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aRefreshMovesTheEnd() {
    client.allocate();
    rig.clock.advance(Duration.ofMinutes(9));
    client.refresh(600);
    rig.clock.advance(Duration.ofMinutes(9));
    rig.server.onDeadline(rig.now(), rig);

    assertThat(rig.open).hasSize(1);
  }

  @Test
  void aClosedStreamEndsItsAllocation() {
    var tcp = new TestClient(rig, "ana", TurnRig.client(40_002, Transport.TCP));
    tcp.allocate();
    rig.server.onClientGone(tcp.fiveTuple, rig.now(), rig);
    rig.server.onClientGone(tcp.fiveTuple, rig.now(), rig);

    assertThat(rig.open).isEmpty();
    assertThat(closeReason()).isEqualTo(CloseReason.DISCONNECTED);
  }

  @Test
  void point12_revokedCredentialsEndWhatWasMadeWithThemAtOnce() {
    client.allocate();
    var ben = new TestClient(rig, "ben", TurnRig.client(40_001, Transport.UDP));
    ben.allocate();
    rig.revoked.add("ana");
    rig.server.onCredentialsRevoked("ana"::equals, rig.now(), rig);

    assertThat(rig.open).hasSize(1);
    assertThat(closeReason()).isEqualTo(CloseReason.REVOKED);
    assertThat(code(client.allocate())).isEqualTo(401);
    assertThat(ben.refresh(600).stunClass()).isEqualTo(StunClass.SUCCESS);
  }

  private CloseReason closeReason() {
    return rig.events.stream()
        .filter(AllocationClosed.class::isInstance)
        .map(event -> ((AllocationClosed) event).reason())
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  private static String challenge(TestClient client) {
    StunMessage answer =
        client.raw(
            StunEncoder.encode(
                TestClient.message(client.freshId(), StunMethod.ALLOCATE, List.of(UDP))));
    return answer.first(Nonce.class).orElseThrow().value();
  }
}
