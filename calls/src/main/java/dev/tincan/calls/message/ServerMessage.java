package dev.tincan.calls.message;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.HostKey;
import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.call.MediaKind;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the server tells a client: type, `from` and `body` of an envelope.
public sealed interface ServerMessage {

  /// @param guestKey the secret of a link for guests, when only invited people come in
  /// @param viewerKey the secret of a link for who only looks on
  record CallCreated(
      CallId call, HostKey hostKey, Optional<Secret> guestKey, Optional<Secret> viewerKey)
      implements ServerMessage {}

  /// `names` are those of the people inside, in the order they joined.
  ///
  /// @param time when the time that is on or comes next starts
  record CallFound(
      CallRef call,
      Optional<String> title,
      List<String> names,
      boolean full,
      CallState state,
      Optional<Time> time,
      boolean passphrase,
      boolean lobby)
      implements ServerMessage {

    /// @param zone in which it was agreed
    /// @param left until the start, by the server's clock; negative when it has passed
    public record Time(Instant startsAt, ZoneId zone, Duration length, Duration left) {}

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

  /// The call that this session waits for may be joined now.
  record CallOpened(CallRef call) implements ServerMessage {}

  /// `error` on the wire.
  ///
  /// @param details what a program may want to know of it, by names that stay
  record ErrorAnswer(ErrorCode code, String message, Map<String, String> details)
      implements ServerMessage {

    public ErrorAnswer {
      details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    public ErrorAnswer(ErrorCode code, String message) {
      this(code, message, Collections.emptyMap());
    }
  }

  record SignalFrom(ParticipantId from, Signal signal) implements ServerMessage {}
}
