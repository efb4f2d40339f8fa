package dev.tincan.turn;

import static dev.tincan.turn.TestClient.UDP;
import static dev.tincan.turn.TestClient.code;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.AdditionalAddressFamily;
import dev.tincan.stun.attribute.AddressErrorCode;
import dev.tincan.stun.attribute.Lifetime;
import dev.tincan.stun.attribute.RequestedAddressFamily;
import dev.tincan.stun.attribute.XorRelayedAddress;
import dev.tincan.turn.allocation.AddressFamily;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// One allocation with a relayed address of each family (RFC 8656 §7.2, ADDITIONAL-ADDRESS-FAMILY).
class DualAllocationTest {
  private static final AdditionalAddressFamily IPV6_TOO = new AdditionalAddressFamily(2);
  private static final RequestedAddressFamily IPV4 = new RequestedAddressFamily(1);
  private static final RequestedAddressFamily IPV6 = new RequestedAddressFamily(2);
  private static final TransportAddress IPV6_PEER = TurnRig.address("2a00:1450::8", 4000);
  private static final byte[] HELLO = "hello".getBytes(UTF_8);

  private final TurnRig rig = new TurnRig();
  private final TestClient client = new TestClient(rig, "ana");

  @Test
  void rule31_bothFamiliesAreRelayedByOneAllocation() {
    StunMessage answer = client.allocate(IPV6_TOO);

    assertThat(relayed(answer)).containsExactlyElementsOf(rig.open.values());
    assertThat(rig.open.values().stream().map(TransportAddress::address))
        .containsExactly(TurnRig.RELAY_IP, TurnRig.RELAY_IPV6);
    assertThat(answer.first(AddressErrorCode.class)).isEmpty();
    assertThat(rig.quotas.total()).isEqualTo(1);
  }

  @Test
  void payloadsTakeTheRelayOfTheirPeersFamily() {
    client.allocate(IPV6_TOO);
    assertThat(code(client.permit(TurnRig.PEER, IPV6_PEER))).isZero();
    client.send(TurnRig.PEER, HELLO);
    client.send(IPV6_PEER, HELLO);

    var relays = List.copyOf(rig.open.keySet());
    assertThat(rig.toPeers.stream().map(TurnRig.ToPeer::relay)).containsExactlyElementsOf(relays);
    rig.toClients.clear();
    rig.fromPeer(relays.getLast(), IPV6_PEER, HELLO);
    assertThat(rig.toClients).hasSize(1);
  }

  @Test
  void rule31_aFamilyThatIsNotThereIsSaidBesideTheSuccessAndSaidAgain() {
    rig.families.remove(AddressFamily.IPV6);
    client.refresh(600);
    var id = client.freshId();
    for (int i = 0; i < 2; i++) {
      StunMessage answer = client.request(id, StunMethod.ALLOCATE, UDP, IPV6_TOO);

      assertThat(relayed(answer)).containsExactlyElementsOf(rig.open.values());
      assertThat(answer.first(AddressErrorCode.class)).hasValue(new AddressErrorCode(2, 440, ""));
    }
    assertThat(code(client.permit(IPV6_PEER))).isEqualTo(443);
  }

  @Test
  void rule31_theFirstFamilyMayBeTheOneThatCannotBeHad() {
    rig.failingBinds = 4;
    StunMessage answer = client.allocate(IPV6_TOO);

    assertThat(relayed(answer))
        .singleElement()
        .satisfies(it -> assertThat(it.address()).isEqualTo(TurnRig.RELAY_IPV6));
    assertThat(answer.first(AddressErrorCode.class)).hasValue(new AddressErrorCode(1, 508, ""));
    assertThat(rig.ports.takenCount()).isEqualTo(1);
  }

  @Test
  void rule31_withoutEitherFamilyItFailsAndCostsNothing() {
    rig.failingBinds = 8;

    assertThat(code(client.allocate(IPV6_TOO))).isEqualTo(508);
    assertThat(rig.ports.takenCount()).isZero();
    assertThat(rig.quotas.total()).isZero();
    rig.families.clear();
    assertThat(code(client.allocate(IPV6_TOO))).isEqualTo(440);
  }

  @Test
  void rule35_oneFamilyIsRefreshedAndDeletedWithoutTouchingTheOther() {
    client.allocate(IPV6_TOO);
    client.permit(TurnRig.PEER, IPV6_PEER);
    client.bind(0x4000, TurnRig.PEER);
    StunMessage longer = client.request(StunMethod.REFRESH, IPV4, new Lifetime(3_600));
    assertThat(longer.first(Lifetime.class)).hasValue(new Lifetime(3_600));

    client.request(StunMethod.REFRESH, IPV6, new Lifetime(0));

    assertThat(rig.open.values().stream().map(TransportAddress::address))
        .containsExactly(TurnRig.RELAY_IP);
    client.send(IPV6_PEER, HELLO);
    assertThat(rig.toPeers).isEmpty();
    client.channelData(0x4000, HELLO);
    assertThat(rig.toPeers).hasSize(1);
    assertThat(code(client.request(StunMethod.REFRESH, IPV6, new Lifetime(600)))).isEqualTo(443);
    assertThat(rig.ports.takenCount()).isEqualTo(1);
  }

  @Test
  void rule35_theFamilyThatWasNotRefreshedEndsAlone() {
    client.allocate(IPV6_TOO);
    client.request(StunMethod.REFRESH, IPV4, new Lifetime(3_600));
    rig.clock.advance(Duration.ofSeconds(600));
    rig.server.onDeadline(rig.now(), rig);

    assertThat(rig.open.values().stream().map(TransportAddress::address))
        .containsExactly(TurnRig.RELAY_IP);
    client.refresh(0);
    assertThat(rig.open).isEmpty();
    assertThat(rig.quotas.total()).isZero();
    assertThat(rig.server.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  private static List<TransportAddress> relayed(StunMessage answer) {
    return answer.attributes().stream()
        .filter(XorRelayedAddress.class::isInstance)
        .map(it -> ((XorRelayedAddress) it).address())
        .toList();
  }
}
