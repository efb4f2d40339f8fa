package dev.tincan.server.auth;

import dev.tincan.stun.auth.Hmac;
import dev.tincan.stun.auth.LongTermKey;
import dev.tincan.stun.auth.PasswordAlgorithm;
import dev.tincan.stun.auth.RestCredential;
import dev.tincan.turn.KeySource;
import dev.tincan.turn.Now;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Mints TURN REST credentials and knows their keys, which follow from the secret and the name.
/// Safe for any thread.
public final class RestCredentials implements KeySource {
  /// Beyond, the name that was revoked first is forgotten; by then its allocations are long closed,
  /// only a new one could be made with it.
  private static final int REVOKED_MAX = 100_000;

  /// How far ahead a credential may end; a name that claims more is none of ours.
  private static final long LIFE_SECONDS_MAX = 367L * 24 * 3600;

  /// Names are found by their hash only while they are among so many minted last.
  private static final int HASHED_MAX = 20_000;

  /// Names of stays that are not over. What was allocated with their credentials outlives these.
  private final Set<String> present = ConcurrentHashMap.newKeySet();

  /// Stands before the names of participants of calls; no name that is made by hand has it.
  private static final String CALL_PREFIX = "call/";

  private final byte[] secret;
  private final String realm;

  /// Guarded by itself.
  private final Map<String, Boolean> revoked = bounded(REVOKED_MAX);

  /// User names by USERHASH. Guarded by itself.
  private final Map<ByteBuffer, String> byHash = bounded(HASHED_MAX);

  private static <K, V> Map<K, V> bounded(int max) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > max;
      }
    };
  }

  public RestCredentials(byte[] secret, String realm) {
    this.secret = secret.clone();
    this.realm = realm;
  }

  /// @param name what comes back in the log and in quotas
  public RestCredential mint(String name, Instant expiresAt) {
    RestCredential credential = RestCredential.mint(secret, name, expiresAt);
    synchronized (byHash) {
      byHash.put(
          ByteBuffer.wrap(LongTermKey.userHash(credential.username(), realm)),
          credential.username());
    }
    return credential;
  }

  /// The name in the credentials of a participant's stay in a call.
  public static String nameOfStay(String stay) {
    return CALL_PREFIX + stay;
  }

  /// Whether a name is one of those.
  public static boolean isOfCall(String name) {
    return name.startsWith(CALL_PREFIX);
  }

  /// Until [#left], what this name has allocated may go on though its credentials run out.
  public void stays(String name) {
    present.add(name);
  }

  /// From now on, what this name has allocated ends with its credentials.
  public void left(String name) {
    present.remove(name);
  }

  /// From now on, no credential of this name is accepted.
  public void revoke(String name) {
    synchronized (revoked) {
      revoked.put(name, true);
    }
  }

  /// `ana` of `1795240800:ana`.
  public static String nameOf(String username) {
    return username.substring(username.indexOf(':') + 1);
  }

  @Override
  public Optional<byte[]> key(String username, PasswordAlgorithm algorithm, Use use, Now now) {
    boolean goesOn = use == Use.CONTINUE && present.contains(nameOf(username));
    boolean alive =
        RestCredential.expiry(username)
            .filter(expiry -> goesOn || expiry.isAfter(now.wall()))
            .filter(
                expiry -> expiry.getEpochSecond() - now.wall().getEpochSecond() <= LIFE_SECONDS_MAX)
            .isPresent();
    if (!alive || isRevoked(nameOf(username))) {
      return Optional.empty();
    }
    String password = RestCredential.password(secret, username);
    return Optional.of(LongTermKey.of(algorithm, username, realm, password));
  }

  @Override
  public Optional<String> username(byte[] userHash) {
    synchronized (byHash) {
      return Optional.ofNullable(byHash.get(ByteBuffer.wrap(userHash)));
    }
  }

  private boolean isRevoked(String name) {
    synchronized (revoked) {
      return revoked.containsKey(name);
    }
  }

  /// The secret of the nonces: the same after a restart, and of no use for making credentials.
  public byte[] nonceSecret() {
    return Hmac.SHA256.sign(secret, "nonce".getBytes(StandardCharsets.US_ASCII));
  }

  public String realm() {
    return realm;
  }
}
