package dev.tincan.turn;

import dev.tincan.stun.ErrorCode;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.attribute.MalformedAttribute;
import dev.tincan.stun.attribute.Nonce;
import dev.tincan.stun.attribute.PasswordAlgorithmAttribute;
import dev.tincan.stun.attribute.PasswordAlgorithmsAttribute;
import dev.tincan.stun.attribute.Realm;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.UserHash;
import dev.tincan.stun.attribute.Username;
import dev.tincan.stun.auth.Hmac;
import dev.tincan.stun.auth.NonceSource;
import dev.tincan.stun.auth.NonceSource.Features;
import dev.tincan.stun.auth.PasswordAlgorithm;
import dev.tincan.stun.codec.AttributeType;
import dev.tincan.turn.TurnEvent.DropReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Long-term credentials, checked in the order of RFC 8489 §9.2.4. Keeps nothing about anybody:
/// answers before authentication cost no memory.
final class Authenticator {
  private final String realm;
  private final KeySource keys;
  private final NonceSource nonces;
  private final Answers answers;
  private final boolean offersFeatures;

  Authenticator(TurnConfig config, KeySource keys, Answers answers) {
    this.realm = config.realm();
    this.keys = keys;
    this.nonces = new NonceSource(config.nonceSecret(), TurnConfig.NONCE_LIFETIME);
    this.answers = answers;
    this.offersFeatures = config.securityFeatures();
  }

  /// The user, or empty after an error response was sent.
  ///
  /// Deviation: the nonce is checked before the HMAC, as RFC 5389 had it; RFC 8489 has it after. A
  /// forged nonce then costs one hash and no key, which is what makes floods cheap. A client sees
  /// the same 438 either way.
  Optional<User> authenticate(Request request) {
    StunMessage message = request.message();
    if (!request.integrity().present()) {
      if (isTooShort(request)) {
        request.out().dropped(DropReason.UNEXPECTED);
        return Optional.empty();
      }
      return challenge(request, ErrorCode.UNAUTHENTICATED);
    }
    boolean named =
        message.first(Username.class).isPresent() || message.first(UserHash.class).isPresent();
    Optional<String> nonce = message.first(Nonce.class).map(Nonce::value);
    if (!named || nonce.isEmpty() || message.first(Realm.class).isEmpty()) {
      return refuse(request);
    }
    if (!isValid(request, nonce.get())) {
      return challenge(request, ErrorCode.STALE_NONCE);
    }
    boolean choosesAlgorithm = choosesAlgorithm(message);
    Optional<PasswordAlgorithm> algorithm =
        choosesAlgorithm ? chosenAlgorithm(message) : Optional.of(PasswordAlgorithm.MD5);
    if (algorithm.isEmpty()) {
      return refuse(request);
    }
    Optional<String> name = username(message);
    Optional<byte[]> key =
        name.flatMap(n -> keys.key(n, algorithm.get(), use(message), request.now()));
    if (key.isEmpty() || !request.integrity().verify(key.get())) {
      return challenge(request, ErrorCode.UNAUTHENTICATED);
    }
    Hmac hmac = choosesAlgorithm ? Hmac.SHA256 : Hmac.SHA1;
    return Optional.of(new User(name.get(), key.get(), hmac));
  }

  /// Deviation: over UDP a request with no attribute at all, which no client sends before it has a
  /// nonce, gets no challenge, which would be more than three times as long.
  private static boolean isTooShort(Request request) {
    return !request.from().transport().isStream() && request.message().attributes().isEmpty();
  }

  /// Whether the request is not handled as though it had named MD5. What a server that promised
  /// nothing is told of algorithms is ignored: both attributes may be unknown to it.
  private boolean choosesAlgorithm(StunMessage message) {
    boolean promised =
        message.first(Nonce.class).filter(nonce -> NonceSource.promises(nonce.value())).isPresent();
    return promised && message.attributes().stream().anyMatch(Authenticator::isAboutAlgorithms);
  }

  private static boolean isAboutAlgorithms(StunAttribute attribute) {
    return switch (attribute) {
      case PasswordAlgorithmAttribute _, PasswordAlgorithmsAttribute _ -> true;
      case MalformedAttribute broken ->
          broken.type() == AttributeType.PASSWORD_ALGORITHM
              || broken.type() == AttributeType.PASSWORD_ALGORITHMS;
      default -> false;
    };
  }

  /// The list must be the one that was sent, and the choice be in it: else somebody on the way
  /// talked the client into a weaker one.
  private static Optional<PasswordAlgorithm> chosenAlgorithm(StunMessage message) {
    boolean listed =
        message
            .first(PasswordAlgorithmsAttribute.class)
            .filter(list -> list.numbers().equals(PasswordAlgorithm.offer()))
            .isPresent();
    return message
        .first(PasswordAlgorithmAttribute.class)
        .filter(_ -> listed)
        .flatMap(choice -> PasswordAlgorithm.of(choice.number()));
  }

  private static KeySource.Use use(StunMessage message) {
    return message.method() == StunMethod.ALLOCATE
        ? KeySource.Use.ALLOCATE
        : KeySource.Use.CONTINUE;
  }

  private Optional<String> username(StunMessage message) {
    return message
        .first(Username.class)
        .map(Username::value)
        .or(() -> message.first(UserHash.class).flatMap(hash -> keys.username(hash.value())));
  }

  private boolean isValid(Request request, String nonce) {
    return nonces.check(
            nonce,
            request.from().client(),
            transport(request),
            features(request),
            request.now().wall())
        == NonceSource.Check.VALID;
  }

  private Optional<User> challenge(Request request, ErrorCode code) {
    Features features = features(request);
    String nonce =
        nonces.issue(request.from().client(), transport(request), features, request.now().wall());
    var more = new ArrayList<StunAttribute>();
    more.add(new Realm(realm));
    more.add(new Nonce(nonce));
    switch (features) {
      case NONE -> {}
      case ALGORITHMS -> more.add(new PasswordAlgorithmsAttribute(PasswordAlgorithm.offer()));
    }
    answers.stranger(request, code, more);
    return Optional.empty();
  }

  private Optional<User> refuse(Request request) {
    answers.stranger(request, ErrorCode.BAD_REQUEST, List.of());
    return Optional.empty();
  }

  /// Over UDP a longer answer is a longer weapon for whoever forges the source; there no features
  /// are offered.
  private Features features(Request request) {
    return offersFeatures && request.from().transport().isStream()
        ? Features.ALGORITHMS
        : Features.NONE;
  }

  private static int transport(Request request) {
    return request.from().transport().protocolNumber();
  }
}
