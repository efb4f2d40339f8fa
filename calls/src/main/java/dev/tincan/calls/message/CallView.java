package dev.tincan.calls.message;

import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.session.ParticipantId;
import java.util.List;
import java.util.Optional;

/// A call as one of its participants sees it, in the order they joined.
///
/// @param knockers who waits to be let in; told to hosts only
public record CallView(
    CallRef call,
    Optional<String> title,
    ParticipantId you,
    Role role,
    List<Participant> participants,
    boolean locked,
    List<Knocker> knockers) {

  public CallView {
    participants = List.copyOf(participants);
    knockers = List.copyOf(knockers);
  }
}
