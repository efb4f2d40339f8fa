package dev.tincan.server.api;

import dev.tincan.calls.session.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An answer may hold secrets that are stored nowhere else but as hashes, such as a host link. So it
/// is stored encrypted (AES-256-GCM) with a key that follows from the caller's token and the
/// caller's name for the request; the database has neither.
final class SealedAnswer {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec key;

  SealedAnswer(Secret token, String idempotencyKey) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              token.unredacted().getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      mac.update("answer\n".getBytes(StandardCharsets.US_ASCII));
      key =
          new SecretKeySpec(
              mac.doFinal(idempotencyKey.getBytes(StandardCharsets.US_ASCII)), "AES");
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", impossible);
    }
  }

  String close(Answer answer) {
    var json = JsonMapper.shared().createObjectNode();
    json.put("status", answer.status()).put("type", answer.type()).put("body", answer.body());
    answer.location().ifPresent(location -> json.put("location", location));
    answer.tag().ifPresent(tag -> json.put("tag", tag));
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] sealed =
        apply(Cipher.ENCRYPT_MODE, nonce, json.toString().getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder()
        .encodeToString(
            ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array());
  }

  /// @throws IllegalStateException when it was not closed with the same key
  Answer open(String text) {
    ByteBuffer stored = ByteBuffer.wrap(Base64.getDecoder().decode(text));
    byte[] nonce = new byte[NONCE_BYTES];
    stored.get(nonce);
    byte[] sealed = new byte[stored.remaining()];
    stored.get(sealed);
    JsonNode json = JsonMapper.shared().readTree(apply(Cipher.DECRYPT_MODE, nonce, sealed));
    return new Answer(
        json.path("status").intValue(),
        text(json.get("location")),
        text(json.get("tag")),
        json.path("type").stringValue(),
        json.path("body").stringValue());
  }

  private static Optional<String> text(@Nullable JsonNode node) {
    return Optional.ofNullable(node).map(JsonNode::stringValue);
  }

  private byte[] apply(int mode, byte[] nonce, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException("a stored answer cannot be read", failed);
    }
  }
}
