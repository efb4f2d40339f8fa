package dev.tincan.calls.message;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.HostKey;
import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.session.ParticipantId;
import java.util.List;
import java.util.Optional;

/// What the server tells a client: type, `from` and `body` of an envelope.
public sealed interface ServerMessage {

  record CallCreated(CallId call, HostKey hostKey) implements ServerMessage {}

  /// `names` are those of the people inside, in the order they joined.
  record CallFound(CallRef call, Optional<String> title, List<String> names, boolean full)
      implements ServerMessage {

    public CallFound {
      names = List.copyOf(names);
    }
  }

  /// `view` names those whom the newcomer finds, not the newcomer.
  record CallJoined(CallView view) implements ServerMessage {}

  record ParticipantJoined(Participant participant) implements ServerMessage {}

  record ParticipantUpdated(Participant participant) implements ServerMessage {}

  record ParticipantLeft(ParticipantId participant, LeaveReason reason) implements ServerMessage {}

  record CallEnded(CallRef call, EndReason reason) implements ServerMessage {}

  /// Fresh credentials before the old ones expire.
  record IceServers(IceConfig config) implements ServerMessage {}

  /// `error` on the wire.
  record ErrorAnswer(ErrorCode code, String message) implements ServerMessage {}

  record SignalFrom(ParticipantId from, Signal signal) implements ServerMessage {}
}
