package dev.tincan.calls.call;

import dev.tincan.calls.session.SecretHash;
import java.time.Instant;
import java.util.Optional;

/// A link that lets somebody into a call in a role. Its secret stands in the fragment of the link;
/// only the hash of it is kept.
///
/// @param id names the link to whoever manages it; no secret
/// @param name of the person it was made for, who cannot choose another
/// @param expiresAt from when on it lets nobody in any more
public record JoinLink(
    String id,
    Role role,
    SecretHash secret,
    Optional<String> name,
    Instant createdAt,
    Optional<Instant> expiresAt) {

  public boolean isExpired(Instant now) {
    return expiresAt.filter(expiry -> !now.isBefore(expiry)).isPresent();
  }
}
