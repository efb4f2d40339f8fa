package dev.tincan.turn;

import static dev.tincan.turn.TestClient.UDP;
import static dev.tincan.turn.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.attribute.Nonce;
import dev.tincan.stun.attribute.PasswordAlgorithmAttribute;
import dev.tincan.stun.attribute.PasswordAlgorithmsAttribute;
import dev.tincan.stun.attribute.Realm;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.UserHash;
import dev.tincan.stun.attribute.Username;
import dev.tincan.stun.auth.Hmac;
import dev.tincan.stun.auth.LongTermKey;
import dev.tincan.stun.auth.PasswordAlgorithm;
import dev.tincan.turn.allocation.Transport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Password algorithms, SHA-256 and hidden names (RFC 8489 §9.2), which streams are offered.
class SecurityFeaturesTest {
  private static final PasswordAlgorithmsAttribute OFFER =
      new PasswordAlgorithmsAttribute(List.of(2, 1));
  private static final PasswordAlgorithmAttribute SHA256 = new PasswordAlgorithmAttribute(2);
  private static final Username ANA = new Username("ana");

  private final TurnRig rig = new TurnRig();
  private final TestClient client =
      new TestClient(rig, "ana", TurnRig.client(40_000, Transport.TLS));
  private String nonce = "";

  @BeforeEach
  void challenge() {
    nonce = plain().first(Nonce.class).orElseThrow().value();
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"TCP", "TLS"})
  void rule14_streamsAreOfferedAlgorithmsAndUdpIsNot(Transport transport) {
    var stream = new TestClient(rig, "ana", TurnRig.client(40_001, transport));
    StunMessage offered = plain(stream);
    StunMessage bare = plain(new TestClient(rig, "ana"));

    assertThat(offered.first(Nonce.class).orElseThrow().value()).startsWith("obMatJos2gAAA");
    assertThat(offered.first(PasswordAlgorithmsAttribute.class)).hasValue(OFFER);
    assertThat(bare.first(Nonce.class).orElseThrow().value()).startsWith("obMatJos2AAAA");
    assertThat(bare.first(PasswordAlgorithmsAttribute.class)).isEmpty();
  }

  @Test
  void rule15_theStrongerAlgorithmIsUsedAndTheAnswerIsProtectedBySha256() {
    StunMessage answer = sealed(sha256Key(), Hmac.SHA256, ANA, OFFER, SHA256);

    assertThat(answer.stunClass()).isEqualTo(StunClass.SUCCESS);
    var integrity = rig.toClients.element().decoded().integrity();
    assertThat(integrity.sha1()).isEmpty();
    assertThat(integrity.verify(sha256Key())).isTrue();
  }

  @Test
  void rule15_whoNamesNoAlgorithmMeansMd5AndGetsSha1Back() {
    StunMessage answer = sealed(TurnRig.keyOf("ana"), Hmac.SHA1, ANA);

    assertThat(answer.stunClass()).isEqualTo(StunClass.SUCCESS);
    var integrity = rig.toClients.element().decoded().integrity();
    assertThat(integrity.sha256()).isEmpty();
    assertThat(integrity.verify(TurnRig.keyOf("ana"))).isTrue();
  }

  @Test
  void rule19_whoChoosesMd5ByNameGetsSha256BackErrorsToo() {
    byte[] md5 = TurnRig.keyOf("ana");
    StunMessage answer = sealed(md5, Hmac.SHA256, ANA, OFFER, new PasswordAlgorithmAttribute(1));
    assertThat(answer.stunClass()).isEqualTo(StunClass.SUCCESS);

    StunMessage again = sealed(md5, Hmac.SHA256, ANA, OFFER, new PasswordAlgorithmAttribute(1));
    assertThat(code(again)).isEqualTo(437);
    assertThat(rig.toClients.element().decoded().integrity().sha256()).isPresent();
  }

  @Test
  void rule15_aListOrAChoiceThatWasNotOfferedIsABadRequest() {
    var shorter = new PasswordAlgorithmsAttribute(List.of(1));
    var unknown = new PasswordAlgorithmAttribute(9);
    for (StunAttribute[] wrong :
        new StunAttribute[][] {
          {ANA, OFFER}, {ANA, SHA256}, {ANA, shorter, SHA256}, {ANA, OFFER, unknown}
        }) {
      StunMessage answer = sealed(sha256Key(), Hmac.SHA256, wrong);

      assertThat(code(answer)).isEqualTo(400);
      assertThat(answer.first(Nonce.class)).isEmpty();
    }
  }

  @Test
  void rule16_17_18_refusalsOfferTheAlgorithmsAgain() {
    StunMessage unknown = sealed(sha256Key(), Hmac.SHA256, new Username("unknown"), OFFER, SHA256);
    StunMessage wrong = sealed(new byte[16], Hmac.SHA256, ANA, OFFER, SHA256);
    nonce = "obMatJos2gAAA" + "A".repeat(11);
    StunMessage stale = sealed(sha256Key(), Hmac.SHA256, ANA, OFFER, SHA256);

    assertThat(List.of(code(unknown), code(wrong), code(stale))).containsExactly(401, 401, 438);
    assertThat(List.of(unknown, wrong, stale))
        .allSatisfy(answer -> {
          assertThat(answer.first(PasswordAlgorithmsAttribute.class)).hasValue(OFFER);
          assertThat(answer.first(Realm.class)).isPresent();
          assertThat(answer.first(Nonce.class)).isPresent();
        });
  }

  @Test
  void rule20_aHiddenNameIsFoundByItsHash() {
    var hidden = new UserHash(LongTermKey.userHash("ana", "tincan"));

    assertThat(sealed(sha256Key(), Hmac.SHA256, hidden, OFFER, SHA256).stunClass())
        .isEqualTo(StunClass.SUCCESS);
    var nobody = new UserHash(LongTermKey.userHash("cleo", "tincan"));
    assertThat(code(sealed(sha256Key(), Hmac.SHA256, nobody, OFFER, SHA256))).isEqualTo(401);
  }

  @Test
  void aNonceWhoseFeaturesWereTakenAwayIsStale() {
    nonce = nonce.replace("obMatJos2gAAA", "obMatJos2AAAA");

    assertThat(code(sealed(TurnRig.keyOf("ana"), Hmac.SHA1, ANA))).isEqualTo(438);
  }

  private StunMessage plain() {
    return plain(client);
  }

  private static StunMessage plain(TestClient client) {
    return client.raw(
        StunEncoder.encode(
            TestClient.message(client.freshId(), StunMethod.ALLOCATE, List.of(UDP))));
  }

  private StunMessage sealed(byte[] key, Hmac hmac, StunAttribute... attributes) {
    var all = new ArrayList<StunAttribute>(List.of(UDP, new Realm("tincan"), new Nonce(nonce)));
    all.addAll(List.of(attributes));
    return client.raw(
        StunEncoder.encode(
            TestClient.message(client.freshId(), StunMethod.ALLOCATE, all), key, hmac));
  }

  private static byte[] sha256Key() {
    return TurnRig.keyOf("ana", PasswordAlgorithm.SHA256);
  }
}
