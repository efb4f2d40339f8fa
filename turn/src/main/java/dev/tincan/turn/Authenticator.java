package dev.tincan.turn;

import dev.tincan.stun.ErrorCode;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.attribute.Nonce;
import dev.tincan.stun.attribute.Realm;
import dev.tincan.stun.attribute.Username;
import dev.tincan.stun.auth.NonceSource;
import java.util.Optional;

/// Long-term credentials, checked in the order of RFC 8489 §9.2.4. Keeps nothing about anybody:
/// answers before authentication cost no memory.
final class Authenticator {
  private final String realm;
  private final KeySource keys;
  private final NonceSource nonces;

  Authenticator(TurnConfig config, KeySource keys) {
    this.realm = config.realm();
    this.keys = keys;
    this.nonces = new NonceSource(config.nonceSecret(), TurnConfig.NONCE_LIFETIME);
  }

  /// Who asks, and the key that protects the answer.
  record User(String name, byte[] key) {}

  /// The user, or empty after an error response was sent.
  ///
  /// Deviation: the nonce is checked before the HMAC, as RFC 5389 had it; RFC 8489 has it after. A
  /// forged nonce then costs one hash and no key, which is what makes floods cheap. A client sees
  /// the same 438 either way.
  Optional<User> authenticate(Request request) {
    StunMessage message = request.message();
    if (!request.integrity().present()) {
      return challenge(request, ErrorCode.UNAUTHENTICATED);
    }
    Optional<String> username = message.first(Username.class).map(Username::value);
    Optional<String> nonce = message.first(Nonce.class).map(Nonce::value);
    if (username.isEmpty() || nonce.isEmpty() || message.first(Realm.class).isEmpty()) {
      Answers.error(request, ErrorCode.BAD_REQUEST);
      return Optional.empty();
    }
    if (!isValid(request, nonce.get())) {
      return challenge(request, ErrorCode.STALE_NONCE);
    }
    Optional<byte[]> key = keys.key(username.get(), request.now());
    if (key.isEmpty() || !request.integrity().verify(key.get())) {
      return challenge(request, ErrorCode.UNAUTHENTICATED);
    }
    return Optional.of(new User(username.get(), key.get()));
  }

  private boolean isValid(Request request, String nonce) {
    return nonces.check(nonce, request.from().client(), transport(request), request.now().wall())
        == NonceSource.Check.VALID;
  }

  private Optional<User> challenge(Request request, ErrorCode code) {
    String nonce = nonces.issue(request.from().client(), transport(request), request.now().wall());
    Answers.error(request, code, new Realm(realm), new Nonce(nonce));
    return Optional.empty();
  }

  private static int transport(Request request) {
    return request.from().transport().protocolNumber();
  }
}
