package dev.tincan.calls;

import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.session.ParticipantId;
import java.time.Instant;

/// What happened, for whoever keeps history; prints nothing private.
public sealed interface CallEvent {

  record SessionOpened(ParticipantId participant) implements CallEvent {}

  /// `snapshot`: the client had to be told the present state, because what it missed was no longer
  /// there.
  record SessionResumed(ParticipantId participant, boolean snapshot) implements CallEvent {}

  record SessionEnded(ParticipantId participant, SessionEnd reason) implements CallEvent {}

  /// A call with a fresh id was stored and may be joined.
  record CallCreated(CallRef call) implements CallEvent {}

  /// A call is going to be at this time: it was made, its plan changed, or one of its times is over.
  record CallScheduled(CallRef call, Instant startsAt) implements CallEvent {}

  /// The call was called off; its end follows.
  record CallCanceled(CallRef call) implements CallEvent {}

  /// The first participant of a call is about to come in.
  record CallOpened(CallRef call) implements CallEvent {}

  /// It is over, or one of its times is; then [CallScheduled] follows.
  record CallEnded(CallRef call, EndReason reason) implements CallEvent {}

  record ParticipantJoined(CallRef call, ParticipantId participant) implements CallEvent {}

  record ParticipantLeft(CallRef call, ParticipantId participant, LeaveReason reason)
      implements CallEvent {}

  /// A request was answered with an error, or a connection ended with `fatal`.
  record Rejected(ErrorCode code) implements CallEvent {}

  /// Why a session is over.
  enum SessionEnd {
    /// The client said so.
    BYE,
    /// No connection came back in time [S15].
    LOST
  }
}
