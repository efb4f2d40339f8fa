package dev.tincan.stun.codec;

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
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Value bytes -> attribute. Never throws: what cannot be read becomes a [MalformedAttribute].
public final class AttributeDecoder {
  /// Longest USERNAME that has to be understood (RFC 8489 §14.3).
  private static final int USERNAME_BYTES_MAX = 763;

  /// Longest REALM, NONCE and SOFTWARE (RFC 8489 §14.9, §14.10, §14.14).
  private static final int TEXT_BYTES_MAX = 763;

  private static final int USERHASH_BYTES = 32;
  private static final int TOKEN_BYTES = 8;
  private static final int FAMILY_IPV4 = 1;
  private static final int FAMILY_IPV6 = 2;

  /// What stands before the XORed bytes of an IPv6 address: cookie and transaction id.
  private final ByteBuffer message;

  private final int start;

  /// @param start where the message begins
  public AttributeDecoder(ByteBuffer message, int start) {
    this.message = message;
    this.start = start;
  }

  /// The attribute whose value is the `length` bytes at `at`, all within the message.
  public StunAttribute decode(int type, int at, int length) {
    return switch (type) {
      case AttributeType.USERNAME -> text(type, at, length, USERNAME_BYTES_MAX, Username::new);
      case AttributeType.REALM -> text(type, at, length, TEXT_BYTES_MAX, Realm::new);
      case AttributeType.NONCE -> text(type, at, length, TEXT_BYTES_MAX, Nonce::new);
      case AttributeType.SOFTWARE -> text(type, at, length, TEXT_BYTES_MAX, Software::new);
      case AttributeType.MAPPED_ADDRESS -> address(type, at, length, false, MappedAddress::new);
      case AttributeType.ALTERNATE_SERVER -> address(type, at, length, false, AlternateServer::new);
      case AttributeType.XOR_MAPPED_ADDRESS ->
          address(type, at, length, true, XorMappedAddress::new);
      case AttributeType.XOR_PEER_ADDRESS -> address(type, at, length, true, XorPeerAddress::new);
      case AttributeType.XOR_RELAYED_ADDRESS ->
          address(type, at, length, true, XorRelayedAddress::new);
      case AttributeType.ERROR_CODE -> errorCode(at, length);
      case AttributeType.ADDRESS_ERROR_CODE -> addressErrorCode(at, length);
      case AttributeType.UNKNOWN_ATTRIBUTES -> unknownAttributes(at, length);
      case AttributeType.CHANNEL_NUMBER ->
          length == 4
              ? new ChannelNumberAttribute(message.getShort(at) & 0xFFFF)
              : new MalformedAttribute(type);
      case AttributeType.LIFETIME ->
          length == 4
              ? new Lifetime(message.getInt(at) & 0xFFFF_FFFFL)
              : new MalformedAttribute(type);
      case AttributeType.REQUESTED_TRANSPORT ->
          length == 4 ? new RequestedTransport(firstByte(at)) : new MalformedAttribute(type);
      case AttributeType.REQUESTED_ADDRESS_FAMILY ->
          length == 4 ? new RequestedAddressFamily(firstByte(at)) : new MalformedAttribute(type);
      case AttributeType.ADDITIONAL_ADDRESS_FAMILY ->
          length == 4 ? new AdditionalAddressFamily(firstByte(at)) : new MalformedAttribute(type);
      case AttributeType.EVEN_PORT ->
          length == 1 ? new EvenPort((message.get(at) & 0x80) != 0) : new MalformedAttribute(type);
      case AttributeType.DONT_FRAGMENT ->
          length == 0 ? new DontFragment() : new MalformedAttribute(type);
      case AttributeType.RESERVATION_TOKEN ->
          length == TOKEN_BYTES
              ? new ReservationToken(bytes(at, length))
              : new MalformedAttribute(type);
      case AttributeType.USERHASH ->
          length == USERHASH_BYTES ? new UserHash(bytes(at, length)) : new MalformedAttribute(type);
      case AttributeType.PASSWORD_ALGORITHM ->
          length == 4 && message.getShort(at + 2) == 0
              ? new PasswordAlgorithmAttribute(message.getShort(at) & 0xFFFF)
              : new MalformedAttribute(type);
      case AttributeType.PASSWORD_ALGORITHMS -> passwordAlgorithms(at, length);
      case AttributeType.ICMP ->
          length == 8
              ? new Icmp(
                  (message.getShort(at + 2) & 0xFFFF) >> 9,
                  message.getShort(at + 2) & 0x1FF,
                  message.getInt(at + 4))
              : new MalformedAttribute(type);
      case AttributeType.DATA -> new Data(bytes(at, length));
      default -> new UnknownAttribute(type);
    };
  }

  private interface FromText {
    StunAttribute of(String value);
  }

  private interface FromAddress {
    StunAttribute of(TransportAddress address);
  }

  private int firstByte(int at) {
    return message.get(at) & 0xFF;
  }

  private byte[] bytes(int at, int length) {
    byte[] bytes = new byte[length];
    message.get(at, bytes);
    return bytes;
  }

  private StunAttribute text(int type, int at, int length, int max, FromText maker) {
    if (length > max) {
      return new MalformedAttribute(type);
    }
    try {
      return maker.of(
          StandardCharsets.UTF_8.newDecoder().decode(message.slice(at, length)).toString());
    } catch (CharacterCodingException notUtf8) {
      return new MalformedAttribute(type);
    }
  }

  /// RFC 8489 §14.1, §14.2: the port is XORed with the cookie's first half, the address with cookie
  /// and transaction id.
  private StunAttribute address(int type, int at, int length, boolean xored, FromAddress maker) {
    int family = length < 4 ? 0 : firstByte(at + 1);
    boolean fits =
        (family == FAMILY_IPV4 && length == 8) || (family == FAMILY_IPV6 && length == 20);
    if (!fits) {
      return new MalformedAttribute(type);
    }
    byte[] address = bytes(at + 4, length - 4);
    int port = message.getShort(at + 2) & 0xFFFF;
    if (xored) {
      xor(address, message, start);
      port ^= message.getShort(start + 4) & 0xFFFF;
    }
    return maker.of(TransportAddress.of(address, port));
  }

  static void xor(byte[] address, ByteBuffer message, int start) {
    for (int i = 0; i < address.length; i++) {
      address[i] ^= message.get(start + 4 + i);
    }
  }

  private StunAttribute errorCode(int at, int length) {
    if (length < 4) {
      return new MalformedAttribute(AttributeType.ERROR_CODE);
    }
    String reason = StandardCharsets.UTF_8.decode(message.slice(at + 4, length - 4)).toString();
    return new ErrorCodeAttribute(code(at), reason);
  }

  private StunAttribute addressErrorCode(int at, int length) {
    if (length < 4) {
      return new MalformedAttribute(AttributeType.ADDRESS_ERROR_CODE);
    }
    String reason = StandardCharsets.UTF_8.decode(message.slice(at + 4, length - 4)).toString();
    return new AddressErrorCode(firstByte(at), code(at), reason);
  }

  private int code(int at) {
    return (message.get(at + 2) & 0x07) * 100 + (message.get(at + 3) & 0xFF);
  }

  private StunAttribute unknownAttributes(int at, int length) {
    List<Integer> types = new ArrayList<>();
    for (int i = 0; i + 1 < length; i += 2) {
      types.add(message.getShort(at + i) & 0xFFFF);
    }
    return new UnknownAttributes(types);
  }

  /// Those that are defined have no parameters; one that has some is none that was offered.
  private StunAttribute passwordAlgorithms(int at, int length) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < length; i += Integer.BYTES) {
      if (length - i < Integer.BYTES || message.getShort(at + i + 2) != 0) {
        return new MalformedAttribute(AttributeType.PASSWORD_ALGORITHMS);
      }
      numbers.add(message.getShort(at + i) & 0xFFFF);
    }
    return new PasswordAlgorithmsAttribute(numbers);
  }
}
