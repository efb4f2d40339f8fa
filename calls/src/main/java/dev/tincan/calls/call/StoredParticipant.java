package dev.tincan.calls.call;

import dev.tincan.calls.session.SecretHash;
import java.util.Optional;

/// What survives a restart of someone who is in a call, and of the session [S33].
///
/// @param participant as the others see it; whether it is connected is not stored
/// @param resumeToken finds the session again
/// @param link the id of the link they came in by; empty when they knew the id or the name of the
///   call
public record StoredParticipant(
    CallRef call, Participant participant, SecretHash resumeToken, Optional<String> link) {

  /// Somebody who came in without a link.
  public StoredParticipant(CallRef call, Participant participant, SecretHash resumeToken) {
    this(call, participant, resumeToken, Optional.empty());
  }
}
