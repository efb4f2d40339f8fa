package dev.tincan.server.auth;

import dev.tincan.stun.auth.Hmac;
import dev.tincan.stun.auth.LongTermKey;
import dev.tincan.stun.auth.RestCredential;
import dev.tincan.turn.KeySource;
import dev.tincan.turn.Now;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Mints TURN REST credentials and knows their keys. Nothing is stored but names whose credentials
/// ended early. Safe for any thread.
public final class RestCredentials implements KeySource {
  /// Beyond, the name that was revoked first is forgotten; by then its allocations are long closed,
  /// only a new one could be made with it.
  private static final int REVOKED_MAX = 100_000;

  /// How far ahead a credential may end; a name that claims more is none of ours.
  private static final long LIFE_SECONDS_MAX = 367L * 24 * 3600;

  private final byte[] secret;
  private final String realm;

  /// Guarded by itself.
  private final Map<String, Boolean> revoked =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REVOKED_MAX;
        }
      };

  public RestCredentials(byte[] secret, String realm) {
    this.secret = secret.clone();
    this.realm = realm;
  }

  /// @param name what comes back in the log and in quotas
  public RestCredential mint(String name, Instant expiresAt) {
    return RestCredential.mint(secret, name, expiresAt);
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
  public Optional<byte[]> key(String username, Now now) {
    boolean alive =
        RestCredential.expiry(username)
            .filter(expiry -> expiry.isAfter(now.wall()))
            .filter(
                expiry -> expiry.getEpochSecond() - now.wall().getEpochSecond() <= LIFE_SECONDS_MAX)
            .isPresent();
    if (!alive || isRevoked(nameOf(username))) {
      return Optional.empty();
    }
    return Optional.of(LongTermKey.md5(username, realm, RestCredential.password(secret, username)));
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
