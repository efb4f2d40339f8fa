package dev.tincan.calls.call;

import dev.tincan.calls.session.SecretHash;

/// What survives a restart of someone who is in a call, and of the session [S33].
///
/// @param participant as the others see it; whether it is connected is not stored
/// @param resumeToken finds the session again
public record StoredParticipant(CallRef call, Participant participant, SecretHash resumeToken) {}
