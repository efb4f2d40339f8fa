package dev.tincan.calls.call;

import java.util.Optional;

/// Who is let into a call.
///
/// @param lobby whoever is no host knocks, and is let in by one
/// @param invitedOnly only who has a [JoinLink] comes in; otherwise whoever knows the id does, as a
///   guest
/// @param passphrase whoever is no host has to know; stored only as a slow hash
public record Admission(boolean lobby, boolean invitedOnly, Optional<PassphraseHash> passphrase) {

  public Admission withPassphrase(PassphraseHash hash) {
    return new Admission(lobby, invitedOnly, Optional.of(hash));
  }

  public static final Admission OPEN = new Admission(false, false, Optional.empty());
}
