package dev.tincan.calls.call;

import dev.tincan.calls.session.Secret;
import java.util.Optional;

/// A call that does not exist yet: it has to be stored first [S17].
///
/// @param hostKey in the clear only here, for who asked for the call
/// @param guestKey of a call that only invited people join
/// @param viewerKey for who only looks on
public record NewCall(
    StoredCall stored, HostKey hostKey, Optional<Secret> guestKey, Optional<Secret> viewerKey) {}
