package dev.tincan.turn;

import static dev.tincan.turn.TestClient.UDP;
import static dev.tincan.turn.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.attribute.Data;
import dev.tincan.stun.attribute.MappedAddress;
import dev.tincan.stun.attribute.Nonce;
import dev.tincan.stun.attribute.Realm;
import dev.tincan.stun.attribute.Software;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.UnknownAttribute;
import dev.tincan.stun.attribute.UnknownAttributes;
import dev.tincan.stun.attribute.Username;
import dev.tincan.stun.attribute.XorMappedAddress;
import dev.tincan.stun.attribute.XorPeerAddress;
import dev.tincan.turn.allocation.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Binding, and the long-term credentials of RFC 8489 §9.2. Numbers are those of the project's list
/// of rules that implementations get wrong (docs/rfc-compliance.md).
class AuthenticationTest {
  private final TurnRig rig = new TurnRig();
  private final TestClient client = new TestClient(rig, "ana");

  @Test
  void aBindingRequestIsAnsweredWithTheReflexiveAddressAndNothingElse() {
    byte[] request =
        StunEncoder.encode(TestClient.message(client.freshId(), StunMethod.BINDING, List.of()));
    StunMessage answer = client.raw(request);

    assertThat(answer.stunClass()).isEqualTo(StunClass.SUCCESS);
    assertThat(answer.attributes())
        .containsExactly(new XorMappedAddress(client.fiveTuple.client()));
    assertThat(rig.toClients.element().bytes().length)
        .isLessThanOrEqualTo((int) (request.length * 1.6));
  }

  @Test
  void rule1_aBindingRequestWithAnUnknownRequiredAttributeGets420NamingIt() {
    StunMessage answer =
        client.raw(
            StunEncoder.encode(
                TestClient.message(
                    client.freshId(),
                    StunMethod.BINDING,
                    List.of(
                        new UnknownAttribute(0x7001),
                        new UnknownAttribute(0xC001),
                        new UnknownAttribute(0x7002)))));

    assertThat(code(answer)).isEqualTo(420);
    assertThat(answer.first(UnknownAttributes.class))
        .hasValue(new UnknownAttributes(List.of(0x7001, 0x7002)));
  }

  @Test
  void point8_thousandsOfUnknownAttributesAreAnsweredWithTheFirstOfThem() {
    var many = new ArrayList<StunAttribute>();
    for (int type = 0x3000; type < 0x4000; type++) {
      many.add(new UnknownAttribute(type));
    }
    ByteBuffer request = ByteBuffer.allocate(20 + 4 * many.size());
    request.putShort((short) 1).putShort((short) (4 * many.size())).putInt(0x2112A442);
    request.position(20);
    many.forEach(it -> request.putInt(((UnknownAttribute) it).type() << 16));

    assertThat(client.raw(request.array()).first(UnknownAttributes.class).orElseThrow().types())
        .hasSize(32)
        .startsWith(0x3000, 0x3001);
  }

  @Test
  void rule2_anIndicationWithAnUnknownRequiredAttributeIsDropped() {
    client.allocate();
    client.permit(TurnRig.PEER);
    rig.toClients.clear();
    client.indication(
        new XorPeerAddress(TurnRig.PEER), new Data(new byte[1]), new UnknownAttribute(0x7001));

    assertThat(rig.toClients).isEmpty();
    assertThat(rig.toPeers).isEmpty();
  }

  @Test
  void rule11_withoutIntegrityThereIsAChallengeThatNamesNobody() {
    byte[] request =
        StunEncoder.encode(TestClient.message(client.freshId(), StunMethod.ALLOCATE, List.of(UDP)));
    StunMessage answer = client.raw(request);

    assertThat(code(answer)).isEqualTo(401);
    assertThat(answer.first(Realm.class)).hasValue(new Realm("tincan"));
    assertThat(answer.first(Nonce.class)).isPresent();
    assertThat(answer.first(Username.class)).isEmpty();
    assertThat(answer.first(Software.class)).isEmpty();
    assertThat(rig.toClients.element().decoded().integrity().present()).isFalse();
  }

  @Test
  void rule1_anUnauthenticatedRequestIsChallengedBeforeItsAttributesAreLookedAt() {
    StunMessage answer =
        client.raw(
            StunEncoder.encode(
                TestClient.message(
                    client.freshId(), StunMethod.ALLOCATE, List.of(new UnknownAttribute(0x7001)))));

    assertThat(code(answer)).isEqualTo(401);
  }

  @Test
  void rule13_integrityWithoutNameRealmOrNonceIsABadRequestWithoutAChallenge() {
    client.allocate();
    for (var attributes :
        List.of(
            List.of(new Realm("tincan"), new Nonce(client.nonce)),
            List.of(new Username("ana"), new Nonce(client.nonce)),
            List.of(new Username("ana"), new Realm("tincan")))) {
      StunMessage answer =
          client.raw(
              StunEncoder.encode(
                  TestClient.message(client.freshId(), StunMethod.REFRESH, List.copyOf(attributes)),
                  TurnRig.keyOf("ana")));

      assertThat(code(answer)).isEqualTo(400);
      assertThat(answer.first(Realm.class)).isEmpty();
      assertThat(answer.first(Nonce.class)).isEmpty();
    }
  }

  @Test
  void rule16_anUnknownUserIsChallengedAgain() {
    StunMessage answer = new TestClient(rig, "unknown ben").allocate();

    assertThat(code(answer)).isEqualTo(401);
    assertThat(answer.first(Nonce.class)).isPresent();
  }

  @Test
  void rule17_aWrongPasswordIsChallengedAgain() {
    client.allocate();
    byte[] forged =
        StunEncoder.encode(
            TestClient.message(
                client.freshId(),
                StunMethod.REFRESH,
                List.of(new Username("ana"), new Realm("tincan"), new Nonce(client.nonce))),
            TurnRig.keyOf("somebody else"));
    StunMessage answer = client.raw(forged);

    assertThat(code(answer)).isEqualTo(401);
    assertThat(answer.first(Realm.class)).isPresent();
    assertThat(answer.first(Nonce.class)).isPresent();
    assertThat(rig.open).hasSize(1);
  }

  @Test
  void rule18_anOldNonceIsStaleAndTheNewOneWorks() {
    client.allocate();
    client.refresh(3_600);
    rig.clock.advance(Duration.ofMinutes(59));
    client.refresh(3_600);
    rig.clock.advance(Duration.ofMinutes(2));
    StunMessage stale = client.refresh(3_600);
    client.nonce = stale.first(Nonce.class).orElseThrow().value();

    assertThat(code(stale)).isEqualTo(438);
    assertThat(stale.first(Realm.class)).isPresent();
    assertThat(client.refresh(3_600).stunClass()).isEqualTo(StunClass.SUCCESS);
  }

  @Test
  void rule12_aNonceOfAnotherAddressIsStale() {
    client.allocate();
    var other = new TestClient(rig, "ana", TurnRig.client(40_001, Transport.UDP));
    other.nonce = client.nonce;

    assertThat(code(other.allocate())).isEqualTo(438);
  }

  @Test
  void rule19_answersAfterAuthenticationAreProtectedErrorsToo() {
    assertThat(code(client.refresh(600))).isEqualTo(437);
    assertThat(rig.toClients.element().decoded().integrity().verify(TurnRig.keyOf("ana"))).isTrue();
    client.allocate();
    assertThat(rig.toClients.element().decoded().integrity().verify(TurnRig.keyOf("ana"))).isTrue();
  }

  @Test
  void rule1_anAuthenticatedRequestWithAnUnknownRequiredAttributeGets420() {
    StunMessage answer = client.allocate(new UnknownAttribute(0x7001));

    assertThat(code(answer)).isEqualTo(420);
    assertThat(rig.open).isEmpty();
  }

  @Test
  void responsesAndOtherIndicationsAreIgnored() {
    var success =
        new StunMessage(
            StunClass.SUCCESS,
            StunMethod.BINDING,
            client.freshId(),
            List.of(new MappedAddress(TurnRig.PEER)));
    var data = new StunMessage(StunClass.INDICATION, StunMethod.DATA, client.freshId(), List.of());

    client.silent(StunEncoder.encode(success));
    client.silent(StunEncoder.encode(data));
    client.silent(new byte[0]);
    client.silent(new byte[] {(byte) 0x80, 1, 2, 3});
    client.silent(new byte[] {0, 1, 0, 0, 1, 2, 3, 4});
  }

  @Test
  void methodsThatAreNotOfferedAreBadRequests() {
    for (StunMethod method :
        List.of(StunMethod.CONNECT, StunMethod.CONNECTION_BIND, StunMethod.SEND, StunMethod.DATA)) {
      assertThat(code(client.request(method))).isEqualTo(400);
    }
  }
}
