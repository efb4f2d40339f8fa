package dev.tincan.calls;

import dev.tincan.calls.call.Participant;
import dev.tincan.calls.message.Knocker;
import java.util.Optional;

/// Somebody before the door of a call.
///
/// @param participant who it will be inside
/// @param link the id of the link they came by
record Knock(Participant participant, ClientAddress from, Optional<String> link) {

  Knocker told() {
    return new Knocker(participant.id(), participant.name());
  }
}
