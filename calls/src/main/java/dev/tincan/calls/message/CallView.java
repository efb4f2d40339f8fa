package dev.tincan.calls.message;

import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.session.ParticipantId;
import java.util.List;
import java.util.Optional;

/// A call as one of its participants sees it, in the order they joined.
public record CallView(
    CallRef call,
    Optional<String> title,
    ParticipantId you,
    Role role,
    List<Participant> participants) {

  public CallView {
    participants = List.copyOf(participants);
  }
}
