package dev.tincan.calls;

import dev.tincan.calls.call.Participant;
import dev.tincan.calls.message.Knocker;

/// Somebody before the door of a call.
///
/// @param participant who it will be inside
record Knock(Participant participant, ClientAddress from) {

  Knocker told() {
    return new Knocker(participant.id(), participant.name());
  }
}
