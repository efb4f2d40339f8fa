package dev.tincan.server.auth;

import dev.tincan.calls.session.SecretHash;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Opens the calendar of an API key and nothing else, for calendar programs, which know addresses
/// only. It is made from what is stored of the key: it dies with the key, and the key cannot be had
/// from it.
///
/// @param keyId the public part of the API key
public record FeedToken(String keyId, String proof) {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PURPOSE = "tincan calendar feed";
  private static final int TEXT_MAX = 100;

  public static FeedToken of(String keyId, SecretHash hash) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(HexFormat.of().parseHex(hash.hex()), ALGORITHM));
      byte[] proof = mac.doFinal((PURPOSE + keyId).getBytes(StandardCharsets.UTF_8));
      return new FeedToken(keyId, Base64.getUrlEncoder().withoutPadding().encodeToString(proof));
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }

  /// Empty when the text cannot be a token.
  public static Optional<FeedToken> parse(String text) {
    int dot = text.indexOf('.');
    return dot < 1 || text.length() > TEXT_MAX
        ? Optional.empty()
        : Optional.of(new FeedToken(text.substring(0, dot), text.substring(dot + 1)));
  }

  /// Whether it was made from the key of which this is stored.
  public boolean fits(SecretHash hash) {
    return MessageDigest.isEqual(
        of(keyId, hash).proof().getBytes(StandardCharsets.UTF_8),
        proof.getBytes(StandardCharsets.UTF_8));
  }

  /// For the address of a calendar, never for a log.
  public String unredacted() {
    return keyId + "." + proof;
  }

  @Override
  public String toString() {
    return "FeedToken[" + keyId + "]";
  }
}
