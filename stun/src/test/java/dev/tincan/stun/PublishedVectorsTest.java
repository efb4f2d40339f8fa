package dev.tincan.stun;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.stun.DecodeResult.Decoded;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.Nonce;
import dev.tincan.stun.attribute.Realm;
import dev.tincan.stun.attribute.Software;
import dev.tincan.stun.attribute.UserHash;
import dev.tincan.stun.attribute.Username;
import dev.tincan.stun.attribute.XorMappedAddress;
import dev.tincan.stun.auth.Hmac;
import dev.tincan.stun.auth.LongTermKey;
import dev.tincan.stun.auth.PasswordAlgorithm;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// The vectors of RFC 5769 and of RFC 8489 appendix B, byte for byte.
class PublishedVectorsTest {
  private static final byte[] ICE_KEY = "VOkJxbRl1RmTxUk/WvJxBt".getBytes(UTF_8);
  private static final String MATRIX_USER = "マトリックス";
  private static final String MATRIX_PASSWORD = "TheMatrIX";

  private static final String REQUEST =
      """
      000100582112a442b7e7a701bc34d686fa87dfae
      802200105354554e207465737420636c69656e74
      002400046e0001ff 80290008932ff9b151263b36
      000600096576746a3a6836765920 2020
      000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
      80280004e57a3bcf
      """;
  private static final String IPV4_RESPONSE =
      """
      0101003c2112a442b7e7a701bc34d686fa87dfae
      8022000b7465737420766563746f7220
      002000080001a147e112a643
      000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7
      80280004c07d4c96
      """;
  private static final String IPV6_RESPONSE =
      """
      010100482112a442b7e7a701bc34d686fa87dfae
      8022000b7465737420766563746f7220
      002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9
      00080014a382954e4be67bf11784c97c8292c275bfe3ed41
      80280004c8fb0b4c
      """;
  private static final String LONG_TERM_REQUEST =
      """
      000100602112a44278ad3433c6ad72c029da412e
      00060012e3839ee38388e383aae38383e382afe382b90000
      0015001c662f2f3439396b3935346436 4f4c33346f4c39465354767936347341
      0014000b6578616d706c652e6f726700
      00080014f67024656dd64a3e02b8e0712e85c9a28ca89666
      """;
  private static final String SHA256_REQUEST =
      """
      0001009c2112a44278ad3433c6ad72c029da412e
      001e00204a3cf38fef6992bda952c678 0417da0f2481941556 9e60b205c46e41407f1704
      001500296f624d61744a6f7332414141 43662f2f3439396b3935346436 4f4c33346f4c39465354767936347341000000
      0014000b6578616d706c652e6f726700
      001c0020e4686c8f0ede b59013e07090010a93efcc bccc544c0a45d9f830aa6d6f735a01
      """;

  @Test
  void rfc5769SampleRequest() {
    Decoded decoded = decode(bytes(REQUEST));

    assertThat(decoded.message().method()).isEqualTo(StunMethod.BINDING);
    assertThat(decoded.message().stunClass()).isEqualTo(StunClass.REQUEST);
    assertThat(decoded.message().first(Username.class)).hasValue(new Username("evtj:h6vY"));
    assertThat(decoded.message().first(Software.class)).hasValue(new Software("STUN test client"));
    assertThat(decoded.integrity().verify(ICE_KEY)).isTrue();
    assertThat(decoded.integrity().verify("other".getBytes(UTF_8))).isFalse();
  }

  @Test
  void rfc5769SampleIpv4Response() {
    Decoded decoded = decode(bytes(IPV4_RESPONSE));

    assertThat(decoded.message().first(XorMappedAddress.class)).hasValue(mapped("192.0.2.1"));
    assertThat(decoded.integrity().verify(ICE_KEY)).isTrue();
  }

  @Test
  void rfc5769SampleIpv6Response() {
    Decoded decoded = decode(bytes(IPV6_RESPONSE));

    assertThat(decoded.message().first(XorMappedAddress.class))
        .hasValue(mapped("2001:db8:1234:5678:11:2233:4455:6677"));
    assertThat(decoded.integrity().verify(ICE_KEY)).isTrue();
  }

  @Test
  void rfc5769SampleRequestWithLongTermAuthentication() {
    byte[] key = LongTermKey.md5(MATRIX_USER, "example.org", MATRIX_PASSWORD);
    Decoded decoded = decode(bytes(LONG_TERM_REQUEST));

    assertThat(decoded.message().first(Username.class)).hasValue(new Username(MATRIX_USER));
    assertThat(decoded.integrity().verify(key)).isTrue();
    assertThat(StunEncoder.encode(decoded.message(), key)).isEqualTo(bytes(LONG_TERM_REQUEST));
  }

  /// The vector as printed cannot be a message: its header counts 20 bytes more than there are, and
  /// the HMAC was made over that header. So the parts are checked: the message with its length put
  /// right, the USERHASH, and the HMAC over the header as printed, with the key of password
  /// algorithm SHA-256.
  @Test
  void rfc8489AppendixBSampleRequestWithSha256AndUserHash() throws Exception {
    byte[] printed = bytes(SHA256_REQUEST);
    assertThat(StunDecoder.decode(ByteBuffer.wrap(printed)))
        .isEqualTo(new DecodeResult.Malformed(DecodeResult.Fault.LENGTH));

    byte[] repaired = printed.clone();
    ByteBuffer.wrap(repaired).putShort(2, (short) (repaired.length - 20));
    Decoded decoded = decode(repaired);
    byte[] userHash = LongTermKey.userHash(MATRIX_USER, "example.org");
    assertThat(decoded.message().first(Realm.class)).hasValue(new Realm("example.org"));
    assertThat(decoded.message().first(Nonce.class).orElseThrow().value())
        .startsWith("obMatJos2AAAC");
    assertThat(decoded.message().first(UserHash.class)).hasValue(new UserHash(userHash));

    byte[] key =
        LongTermKey.of(PasswordAlgorithm.SHA256, MATRIX_USER, "example.org", MATRIX_PASSWORD);
    int sealAt = printed.length - 36;
    assertThat(Hmac.SHA256.sign(key, Arrays.copyOf(printed, sealAt)))
        .isEqualTo(Arrays.copyOfRange(printed, sealAt + 4, printed.length));

    byte[] ours = StunEncoder.encode(decoded.message(), key, Hmac.SHA256);
    assertThat(decode(ours).integrity().verify(key)).isTrue();
    assertThat(Arrays.copyOf(ours, sealAt)).isEqualTo(Arrays.copyOf(repaired, sealAt));
  }

  private static XorMappedAddress mapped(String ip) {
    return new XorMappedAddress(new TransportAddress(InetAddress.ofLiteral(ip), 32853));
  }

  private static Decoded decode(byte[] bytes) {
    return (Decoded) StunDecoder.decode(ByteBuffer.wrap(bytes));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }
}
