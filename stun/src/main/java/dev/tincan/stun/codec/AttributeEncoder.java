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
import java.nio.charset.StandardCharsets;

/// Attribute -> type, length, value and padding zeros (RFC 8489 §14).
public final class AttributeEncoder {
  private AttributeEncoder() {}

  /// Appends the attribute to `message`, which begins at 0.
  ///
  /// @throws java.nio.BufferOverflowException when it does not fit
  public static void encode(StunAttribute attribute, ByteBuffer message) {
    switch (attribute) {
      case Username it -> text(message, AttributeType.USERNAME, it.value());
      case Realm it -> text(message, AttributeType.REALM, it.value());
      case Nonce it -> text(message, AttributeType.NONCE, it.value());
      case Software it -> text(message, AttributeType.SOFTWARE, it.value());
      case MappedAddress it -> address(message, AttributeType.MAPPED_ADDRESS, it.address(), false);
      case AlternateServer it ->
          address(message, AttributeType.ALTERNATE_SERVER, it.address(), false);
      case XorMappedAddress it ->
          address(message, AttributeType.XOR_MAPPED_ADDRESS, it.address(), true);
      case XorPeerAddress it ->
          address(message, AttributeType.XOR_PEER_ADDRESS, it.address(), true);
      case XorRelayedAddress it ->
          address(message, AttributeType.XOR_RELAYED_ADDRESS, it.address(), true);
      case ErrorCodeAttribute it ->
          error(message, AttributeType.ERROR_CODE, 0, it.code(), it.reason());
      case AddressErrorCode it ->
          error(message, AttributeType.ADDRESS_ERROR_CODE, it.family(), it.code(), it.reason());
      case UnknownAttributes it -> unknownAttributes(message, it);
      case ChannelNumberAttribute it ->
          number(message, AttributeType.CHANNEL_NUMBER, it.number() << 16);
      case Lifetime it -> number(message, AttributeType.LIFETIME, (int) it.seconds());
      case RequestedTransport it ->
          number(message, AttributeType.REQUESTED_TRANSPORT, it.protocol() << 24);
      case RequestedAddressFamily it ->
          number(message, AttributeType.REQUESTED_ADDRESS_FAMILY, it.family() << 24);
      case AdditionalAddressFamily it ->
          number(message, AttributeType.ADDITIONAL_ADDRESS_FAMILY, it.family() << 24);
      case EvenPort it ->
          bytes(
              message, AttributeType.EVEN_PORT, new byte[] {(byte) (it.reserveNext() ? 0x80 : 0)});
      case DontFragment _ -> bytes(message, AttributeType.DONT_FRAGMENT, new byte[0]);
      case ReservationToken it -> bytes(message, AttributeType.RESERVATION_TOKEN, it.value());
      case UserHash it -> bytes(message, AttributeType.USERHASH, it.value());
      case PasswordAlgorithmAttribute it ->
          number(message, AttributeType.PASSWORD_ALGORITHM, it.number() << 16);
      case PasswordAlgorithmsAttribute it -> passwordAlgorithms(message, it);
      case Icmp it -> icmp(message, it);
      case Data it -> bytes(message, AttributeType.DATA, it.bytes());
      case UnknownAttribute it -> bytes(message, it.type(), new byte[0]);
      case MalformedAttribute it -> bytes(message, it.type(), new byte[0]);
    }
  }

  /// One attribute of these value bytes.
  public static void bytes(ByteBuffer message, int type, byte[] value) {
    message.putShort((short) type).putShort((short) value.length).put(value);
    while (message.position() % 4 != 0) {
      message.put((byte) 0);
    }
  }

  private static void number(ByteBuffer message, int type, int value) {
    message.putShort((short) type).putShort((short) Integer.BYTES).putInt(value);
  }

  private static void text(ByteBuffer message, int type, String value) {
    bytes(message, type, value.getBytes(StandardCharsets.UTF_8));
  }

  private static void address(
      ByteBuffer message, int type, TransportAddress address, boolean xored) {
    byte[] ip = address.address().getAddress();
    int port = address.port();
    if (xored) {
      AttributeDecoder.xor(ip, message, 0);
      port ^= message.getShort(4) & 0xFFFF;
    }
    message.putShort((short) type).putShort((short) (ip.length + 4));
    message.put((byte) 0).put((byte) (ip.length == 4 ? 1 : 2)).putShort((short) port).put(ip);
  }

  private static void error(ByteBuffer message, int type, int first, int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    ByteBuffer value = ByteBuffer.allocate(4 + text.length);
    value
        .put((byte) first)
        .put((byte) 0)
        .put((byte) (code / 100))
        .put((byte) (code % 100))
        .put(text);
    bytes(message, type, value.array());
  }

  private static void unknownAttributes(ByteBuffer message, UnknownAttributes unknown) {
    ByteBuffer value = ByteBuffer.allocate(unknown.types().size() * Short.BYTES);
    unknown.types().forEach(type -> value.putShort(type.shortValue()));
    bytes(message, AttributeType.UNKNOWN_ATTRIBUTES, value.array());
  }

  /// Each is its number and the length of its parameters, of which neither known one has any.
  private static void passwordAlgorithms(
      ByteBuffer message, PasswordAlgorithmsAttribute algorithms) {
    ByteBuffer value = ByteBuffer.allocate(algorithms.numbers().size() * Integer.BYTES);
    algorithms.numbers().forEach(number -> value.putInt(number << 16));
    bytes(message, AttributeType.PASSWORD_ALGORITHMS, value.array());
  }

  /// 7 bits of type, 9 of code, behind 16 that are reserved.
  private static void icmp(ByteBuffer message, Icmp icmp) {
    ByteBuffer value = ByteBuffer.allocate(2 * Integer.BYTES);
    value.putInt(icmp.type() << 9 | icmp.code()).putInt(icmp.data());
    bytes(message, AttributeType.ICMP, value.array());
  }
}
