package dev.tincan.calls.call;

import dev.tincan.calls.session.SecretHash;
import java.time.Instant;
import java.util.Optional;

/// What survives a restart of a call with an id [S17]: never a participant, never the host key
/// itself.
///
/// @param joined whether anybody has ever been inside; decides which rule of [S21] ends it
/// @param ended why and when it ended; empty while it lives
public record StoredCall(
    CallId id,
    Optional<String> title,
    SecretHash hostKey,
    Instant createdAt,
    boolean joined,
    Optional<CallState.Ended> ended) {}
