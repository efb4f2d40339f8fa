package dev.tincan.stun.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.auth.NonceSource.Check;
import dev.tincan.stun.auth.NonceSource.Features;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CredentialsTest {
  private static final byte[] SECRET = "north".getBytes(UTF_8);
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final TransportAddress CLIENT = address("198.51.100.7", 50_000);

  private final NonceSource nonces = new NonceSource(SECRET, Duration.ofHours(1));

  @Test
  void rule12_aNonceIsGoodForTheAddressItWasMadeForOnly() {
    String nonce = nonces.issue(CLIENT, 17, Features.NONE, NOON);

    assertThat(check(nonce, CLIENT, 17, NOON)).isEqualTo(Check.VALID);
    assertThat(check(nonce, address("198.51.100.7", 50_001), 17, NOON)).isEqualTo(Check.STALE);
    assertThat(check(nonce, address("198.51.100.8", 50_000), 17, NOON)).isEqualTo(Check.STALE);
    assertThat(check(nonce, CLIENT, 6, NOON)).isEqualTo(Check.STALE);
    assertThat(nonces.issue(address("198.51.100.7", 50_001), 17, Features.NONE, NOON))
        .isNotEqualTo(nonce);
  }

  @Test
  void rule18_aNonceGrowsOld() {
    String nonce = nonces.issue(CLIENT, 17, Features.NONE, NOON);

    assertThat(check(nonce, CLIENT, 17, NOON.plusSeconds(3_659))).isEqualTo(Check.VALID);
    assertThat(check(nonce, CLIENT, 17, NOON.plusSeconds(3_660))).isEqualTo(Check.STALE);
    assertThat(check(nonce, CLIENT, 17, NOON.minusSeconds(1))).isEqualTo(Check.STALE);
  }

  @Test
  void aNonceSurvivesARestartWithTheSameSecretAndNoOther() {
    String nonce = nonces.issue(CLIENT, 17, Features.NONE, NOON);

    assertThat(
            new NonceSource(SECRET, Duration.ofHours(1))
                .check(nonce, CLIENT, 17, Features.NONE, NOON))
        .isEqualTo(Check.VALID);
    assertThat(
            new NonceSource("south".getBytes(UTF_8), Duration.ofHours(1))
                .check(nonce, CLIENT, 17, Features.NONE, NOON))
        .isEqualTo(Check.STALE);
  }

  @Test
  void rule14_aNonceSaysThatTheServerKnowsRfc8489AndStaysShort() {
    assertThat(nonces.issue(CLIENT, 17, Features.NONE, NOON))
        .startsWith("obMatJos2AAAA")
        .hasSizeLessThan(40);
  }

  @Test
  void rule14_aNonceCarriesTheSecurityFeaturesAndIsStaleWithoutThem() {
    String nonce = nonces.issue(CLIENT, 6, Features.ALGORITHMS, NOON);

    // Bit 0 of 24, the most significant one: 0x800000 in base64.
    assertThat(nonce).startsWith("obMatJos2gAAA");
    assertThat(NonceSource.promises(nonce)).isTrue();
    assertThat(nonces.check(nonce, CLIENT, 6, Features.ALGORITHMS, NOON)).isEqualTo(Check.VALID);
    String talkedDown = nonce.replace("gAAA", "AAAA");
    assertThat(nonces.check(talkedDown, CLIENT, 6, Features.ALGORITHMS, NOON))
        .isEqualTo(Check.STALE);
  }

  @Test
  void aForgedNonceIsStale() {
    for (String forged :
        new String[] {
          "", "obMatJos2AAAA", "obMatJos2AAAA!!!", "x".repeat(33), "obMatJos2AAAA" + "A".repeat(11)
        }) {
      assertThat(check(forged, CLIENT, 17, NOON)).isEqualTo(Check.STALE);
    }
  }

  /// RFC 8489 §18.5.1.1 gives this key for user:realm:pass.
  @Test
  void theLongTermKeyIsTheOneOfTheRfc() {
    assertThat(LongTermKey.md5("user", "realm", "pass"))
        .isEqualTo(HexFormat.of().parseHex("8493fbc53ba582fb4c044c456bdc40eb"));
  }

  @Test
  void spacesOfOtherScriptsInAPasswordAreSpaces() {
    assertThat(LongTermKey.opaque("a\u3000b\u00A0c")).isEqualTo("a b c");
    assertThat(LongTermKey.opaque("e\u0301")).isEqualTo("\u00E9");
  }

  @Test
  void aRestCredentialCarriesItsEndAndItsPasswordFollowsFromTheName() {
    RestCredential credential = RestCredential.mint(SECRET, "ana", NOON);

    assertThat(credential.username()).isEqualTo("1795262400:ana");
    assertThat(credential.password())
        .isEqualTo("9VscQLYso8sDIpDMzdr81w0O/w0=")
        .isEqualTo(RestCredential.password(SECRET, credential.username()));
    assertThat(RestCredential.expiry(credential.username())).hasValue(NOON);
    assertThat(credential.toString()).doesNotContain(credential.password());
    for (String other : new String[] {"ana", ":ana", "x1:ana", "-5:ana", "999999999999:ana"}) {
      assertThat(RestCredential.expiry(other)).isEmpty();
    }
  }

  private Check check(String nonce, TransportAddress client, int transport, Instant now) {
    return nonces.check(nonce, client, transport, Features.NONE, now);
  }

  private static TransportAddress address(String ip, int port) {
    return new TransportAddress(InetAddress.ofLiteral(ip), port);
  }
}
