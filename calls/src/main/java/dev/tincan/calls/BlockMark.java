package dev.tincan.calls;

import dev.tincan.calls.call.CallRef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;

/// By what a blocked person is known again: SHA-256 over the call and an address, with or without a
/// name. What is stored names nobody to a reader, though whoever guesses an address can check it.
final class BlockMark {

  private BlockMark() {}

  static String of(CallRef call, ClientAddress address) {
    return hash(call.value() + "\n" + address.unredacted());
  }

  /// Case, spaces and width of letters make no other name.
  static String of(CallRef call, ClientAddress address, String name) {
    String plain =
        Normalizer.normalize(name, Normalizer.Form.NFKC)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\s+", "");
    return hash(call.value() + "\n" + address.unredacted() + "\n" + plain);
  }

  private static String hash(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // Every Java has it.
    }
  }
}
