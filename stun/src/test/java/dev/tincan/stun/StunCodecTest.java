package dev.tincan.stun;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.stun.DecodeResult.Decoded;
import dev.tincan.stun.DecodeResult.Fault;
import dev.tincan.stun.DecodeResult.Malformed;
import dev.tincan.stun.DecodeResult.NotStun;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.AdditionalAddressFamily;
import dev.tincan.stun.attribute.AddressErrorCode;
import dev.tincan.stun.attribute.AlternateServer;
import dev.tincan.stun.attribute.ChannelNumberAttribute;
import dev.tincan.stun.attribute.Data;
import dev.tincan.stun.attribute.DontFragment;
import dev.tincan.stun.attribute.ErrorCodeAttribute;
import dev.tincan.stun.attribute.EvenPort;
import dev.tincan.stun.attribute.Icmp;
import dev.tincan.stun.attribute.Lifetime;
import dev.tincan.stun.attribute.MalformedAttribute;
import dev.tincan.stun.attribute.MappedAddress;
import dev.tincan.stun.attribute.Nonce;
import dev.tincan.stun.attribute.PasswordAlgorithmAttribute;
import dev.tincan.stun.attribute.PasswordAlgorithmsAttribute;
import dev.tincan.stun.attribute.Realm;
import dev.tincan.stun.attribute.RequestedAddressFamily;
import dev.tincan.stun.attribute.RequestedTransport;
import dev.tincan.stun.attribute.ReservationToken;
import dev.tincan.stun.attribute.Software;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.UnknownAttribute;
import dev.tincan.stun.attribute.UnknownAttributes;
import dev.tincan.stun.attribute.UserHash;
import dev.tincan.stun.attribute.Username;
import dev.tincan.stun.attribute.XorMappedAddress;
import dev.tincan.stun.attribute.XorPeerAddress;
import dev.tincan.stun.attribute.XorRelayedAddress;
import dev.tincan.stun.auth.Hmac;
import dev.tincan.stun.codec.AttributeEncoder;
import dev.tincan.stun.codec.AttributeType;
import dev.tincan.testkit.Seeds;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StunCodecTest {
  private static final byte[] KEY = "a key".getBytes(UTF_8);
  private static final TransportAddress IPV4 = address("198.51.100.7", 50_123);
  private static final TransportAddress IPV6 = address("2001:db8::7", 1);

  private static final List<StunAttribute> ONE_OF_EACH =
      List.of(
          new Username("1795240800:ana"),
          new Realm("tincan"),
          new Nonce("obMatJos2AAAAxyz"),
          new Software("a client"),
          new MappedAddress(IPV4),
          new AlternateServer(IPV6),
          new XorMappedAddress(IPV4),
          new XorPeerAddress(IPV6),
          new XorRelayedAddress(IPV4),
          new ErrorCodeAttribute(438, "Stale Nonce"),
          new AddressErrorCode(2, 440, ""),
          new UnknownAttributes(List.of(0x7001, 0x7002, 0x7003)),
          new ChannelNumberAttribute(0x4001),
          new Lifetime(0xFFFF_FFFFL),
          new RequestedTransport(17),
          new RequestedAddressFamily(2),
          new AdditionalAddressFamily(2),
          new EvenPort(true),
          new EvenPort(false),
          new DontFragment(),
          new ReservationToken(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}),
          new UserHash(new byte[32]),
          new PasswordAlgorithmAttribute(2),
          new PasswordAlgorithmsAttribute(List.of(2, 1)),
          new PasswordAlgorithmsAttribute(List.of()),
          new Icmp(3, 4, 1_400),
          new Icmp(127, 511, -1),
          new Data("payload".getBytes(UTF_8)),
          new Data(new byte[0]),
          new UnknownAttribute(0x7FFF));

  @Test
  void whatIsEncodedDecodesToTheSame() {
    Seeds.forEach(
        300,
        random -> {
          StunMessage message = message(random, some(random));

          assertThat(decode(StunEncoder.encode(message)).message()).isEqualTo(message);
          Decoded sealed = decode(StunEncoder.withFingerprint(StunEncoder.encode(message, KEY)));
          assertThat(sealed.message()).isEqualTo(message);
          assertThat(sealed.integrity().verify(KEY)).isTrue();
          assertThat(sealed.integrity().sha256()).isEmpty();
          Decoded sha256 = decode(StunEncoder.encode(message, KEY, Hmac.SHA256));
          assertThat(sha256.integrity().verify(KEY)).isTrue();
          assertThat(sha256.integrity().sha1()).isEmpty();
        });
  }

  @Test
  void rule8_anyBytesDecodeToSomethingAndNothingIsReadBeyondTheLimit() {
    Seeds.forEach(
        2_000,
        random -> {
          byte[] bytes = StunEncoder.encode(message(random, some(random)), KEY);
          for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
          }
          int length = random.nextInt(bytes.length + 1);
          ByteBuffer exact = ByteBuffer.wrap(Arrays.copyOf(bytes, length));
          ByteBuffer within = ByteBuffer.wrap(bytes, 0, length);

          assertThat(StunDecoder.decode(exact))
              .usingRecursiveComparison()
              .isEqualTo(StunDecoder.decode(within));
          assertThat(exact.position()).isZero();
          assertThat(exact.remaining()).isEqualTo(length);
        });
  }

  @Test
  void rule8_impossibleLengthsAreMalformed() {
    byte[] message = StunEncoder.encode(binding(new Software("x")));
    for (int length : new int[] {0, 2, 4, 9, 65_532, 65_535}) {
      byte[] changed = message.clone();
      ByteBuffer.wrap(changed).putShort(2, (short) length);
      assertThat(StunDecoder.decode(ByteBuffer.wrap(changed)))
          .isEqualTo(new Malformed(Fault.LENGTH));
    }
    for (int length : new int[] {5, 1_000, 65_535}) {
      byte[] changed = message.clone();
      ByteBuffer.wrap(changed).putShort(22, (short) length);
      assertThat(StunDecoder.decode(ByteBuffer.wrap(changed)))
          .isEqualTo(new Malformed(Fault.ATTRIBUTE));
    }
  }

  @Test
  void rule9_whatHasNoCookieIsNotStun() {
    byte[] message = StunEncoder.encode(binding());
    message[5] ^= 1;

    assertThat(StunDecoder.decode(ByteBuffer.wrap(message))).isEqualTo(new NotStun());
    assertThat(StunDecoder.decode(ByteBuffer.allocate(19))).isEqualTo(new NotStun());
  }

  @Test
  void anUnknownMethodIsMalformed() {
    byte[] message = StunEncoder.encode(binding());
    message[1] = 0x02;

    assertThat(StunDecoder.decode(ByteBuffer.wrap(message))).isEqualTo(new Malformed(Fault.METHOD));
  }

  @Test
  void rule1_aWrongFingerprintIsMalformed() {
    byte[] message = StunEncoder.withFingerprint(StunEncoder.encode(binding(new Software("x"))));
    message[message.length - 1] ^= 1;

    assertThat(StunDecoder.decode(ByteBuffer.wrap(message)))
        .isEqualTo(new Malformed(Fault.FINGERPRINT));
  }

  @Test
  void rule3_whatFollowsTheIntegrityIsIgnored() {
    byte[] sealed = StunEncoder.encode(binding(new Lifetime(600)), KEY);
    Decoded decoded = decode(appended(sealed, AttributeType.USERNAME, "intruder".getBytes(UTF_8)));

    assertThat(decoded.message().first(Username.class)).isEmpty();
    assertThat(decoded.integrity().verify(KEY)).isTrue();
  }

  @Test
  void rule3_sha256MayFollowSha1AndCoversIt() {
    byte[] sealed = StunEncoder.encode(binding(new Lifetime(600)), KEY);
    ByteBuffer covered = ByteBuffer.wrap(sealed.clone());
    covered.putShort(2, (short) (sealed.length + 36 - 20));
    byte[] both =
        appended(
            sealed, AttributeType.MESSAGE_INTEGRITY_SHA256, Hmac.SHA256.sign(KEY, covered.array()));

    assertThat(decode(both).integrity().sha1()).isPresent();
    assertThat(decode(both).integrity().sha256()).isPresent();
    assertThat(decode(both).integrity().verify(KEY)).isTrue();
    both[both.length - 1]++;
    assertThat(decode(both).integrity().verify(KEY)).isFalse();
  }

  @Test
  void rule4_ofARepeatedAttributeTheFirstCounts() {
    Decoded decoded = decode(StunEncoder.encode(binding(new Lifetime(1), new Lifetime(2))));

    assertThat(decoded.message().first(Lifetime.class)).hasValue(new Lifetime(1));
  }

  @Test
  void rule5_theLengthUnderTheSealEndsWithItAndTheFingerprintIsLast() {
    byte[] sealed = StunEncoder.withFingerprint(StunEncoder.encode(binding(new Lifetime(1)), KEY));
    int sealAt = sealed.length - 8 - 24;
    byte[] covered = Arrays.copyOf(sealed, sealAt);
    ByteBuffer.wrap(covered).putShort(2, (short) (sealAt + 24 - 20));

    assertThat(Arrays.copyOfRange(sealed, sealAt + 4, sealAt + 24))
        .isEqualTo(Hmac.SHA1.sign(KEY, covered));
    byte[] behind = appended(sealed, AttributeType.LIFETIME, new byte[4]);
    assertThat(StunDecoder.decode(ByteBuffer.wrap(behind)))
        .isEqualTo(new Malformed(Fault.FINGERPRINT));
  }

  @Test
  void rule7_unknownAttributesArePaddedWithZeros() {
    byte[] message = StunEncoder.encode(binding(new UnknownAttributes(List.of(0x7001))));

    assertThat(HexFormat.of().formatHex(message, 20, message.length)).isEqualTo("000a000270010000");
  }

  @Test
  void rule6_aTruncatedSha256IsMalformed() {
    byte[] message =
        appended(
            StunEncoder.encode(binding()), AttributeType.MESSAGE_INTEGRITY_SHA256, new byte[16]);

    assertThat(StunDecoder.decode(ByteBuffer.wrap(message)))
        .isEqualTo(new Malformed(Fault.ATTRIBUTE));
  }

  @Test
  void rule8_paddingIsZeroAndNotCounted() {
    byte[] message = StunEncoder.encode(binding(new Software("12345")));

    assertThat(message).hasSize(20 + 4 + 8);
    assertThat(message[23]).isEqualTo((byte) 5);
    assertThat(Arrays.copyOfRange(message, 29, 32)).containsOnly(0);
  }

  @Test
  void rule10_aUsernameOf763BytesIsUnderstoodAndALongerOneIsMalformed() {
    String longest = "u".repeat(763);

    assertThat(
            decode(StunEncoder.encode(binding(new Username(longest))))
                .message()
                .first(Username.class))
        .hasValue(new Username(longest));
    assertThat(
            decode(StunEncoder.encode(binding(new Username(longest + "u")))).message().attributes())
        .containsExactly(new MalformedAttribute(AttributeType.USERNAME));
  }

  @Test
  void aKnownAttributeOfTheWrongSizeIsKeptAsMalformed() {
    for (StunAttribute attribute : ONE_OF_EACH) {
      byte[] whole = StunEncoder.encode(binding(attribute));
      int type = ByteBuffer.wrap(whole).getShort(20) & 0xFFFF;
      byte[] changed = appended(StunEncoder.encode(binding()), type, new byte[3]);
      List<StunAttribute> read = decode(changed).message().attributes();
      boolean anySize = attribute instanceof Data || attribute instanceof UnknownAttribute;
      boolean text =
          attribute instanceof Username || attribute instanceof Realm || attribute instanceof Nonce;
      if (!anySize
          && !text
          && !(attribute instanceof Software)
          && !(attribute instanceof UnknownAttributes)) {
        assertThat(read).containsExactly(new MalformedAttribute(type));
      }
    }
    byte[] notUtf8 =
        appended(StunEncoder.encode(binding()), AttributeType.USERNAME, new byte[] {(byte) 0xFF});
    assertThat(decode(notUtf8).message().attributes())
        .containsExactly(new MalformedAttribute(AttributeType.USERNAME));
  }

  @Test
  void addressesShowThemselvesOnlyWhenAsked() {
    assertThat(IPV4).hasToString("TransportAddress[…:50123]");
    assertThat(IPV4.unredacted()).isEqualTo("198.51.100.7:50123");
    assertThatThrownBy(() -> address("::1", 65_536)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TransportAddress.of(new byte[5], 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Data(new byte[9])).hasToString("Data[9 bytes]");
    assertThat(decode(StunEncoder.encode(binding(), KEY)).integrity()).hasToString("Integrity[…]");
  }

  private static byte[] appended(byte[] message, int type, byte[] value) {
    ByteBuffer longer = ByteBuffer.allocate(message.length + 4 + value.length + 3).put(message);
    AttributeEncoder.bytes(longer, type, value);
    longer.putShort(2, (short) (longer.position() - 20));
    return Arrays.copyOf(longer.array(), longer.position());
  }

  private static StunMessage binding(StunAttribute... attributes) {
    return new StunMessage(
        StunClass.REQUEST, StunMethod.BINDING, new TransactionId(1, 2), List.of(attributes));
  }

  private static StunMessage message(RandomGenerator random, List<StunAttribute> attributes) {
    StunMethod[] methods = StunMethod.values();
    StunClass[] classes = StunClass.values();
    return new StunMessage(
        classes[random.nextInt(classes.length)],
        methods[random.nextInt(methods.length)],
        TransactionId.random(random),
        attributes);
  }

  private static List<StunAttribute> some(RandomGenerator random) {
    var attributes = new ArrayList<>(ONE_OF_EACH);
    Collections.shuffle(attributes, Random.from(random));
    return attributes.subList(0, random.nextInt(attributes.size() + 1));
  }

  private static TransportAddress address(String ip, int port) {
    return new TransportAddress(InetAddress.ofLiteral(ip), port);
  }

  private static Decoded decode(byte[] bytes) {
    return (Decoded) StunDecoder.decode(ByteBuffer.wrap(bytes));
  }
}
