package dev.tincan.calls.message;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.HostKey;
import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.call.MediaKind;
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

  /// A host decides whether whoever asked comes in: `callJoined` or an error follows.
  record JoinPending(CallRef call) implements ServerMessage {}

  /// For hosts: somebody waits to be let in.
  record Knocked(Knocker knocker) implements ServerMessage {}

  /// For hosts: nobody of this id waits any more.
  record KnockEnded(ParticipantId participant) implements ServerMessage {}

  /// The receiver is to stop sending this; a host said so.
  record Muted(ParticipantId by, MediaKind what) implements ServerMessage {}

  /// The receiver is out of the call; a host said so.
  ///
  /// @param blocked not for now, but for good
  record Removed(CallRef call, boolean blocked) implements ServerMessage {}

  record CallUpdated(CallRef call, boolean locked) implements ServerMessage {}

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
