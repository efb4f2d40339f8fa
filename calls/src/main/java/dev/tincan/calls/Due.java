package dev.tincan.calls;

import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.session.ConnectionId;
import dev.tincan.calls.session.ParticipantId;

/// What can be due.
sealed interface Due {

  /// `hello`, a ping, or the end of a silent connection.
  record Life(ConnectionId connection) implements Due {}

  /// An `ack` frame.
  record Ack(ParticipantId participant) implements Due {}

  /// Fresh ICE credentials.
  record Ice(ParticipantId participant) implements Due {}

  /// To tell the others that a participant has no connection.
  record LostNotice(ParticipantId participant) implements Due {}

  /// The end of a session without a connection.
  record GraceOver(ParticipantId participant) implements Due {}

  /// The end of waiting to be let in.
  record KnockOver(ParticipantId participant) implements Due {}

  /// What comes next in the life of a call by itself.
  record CallDue(CallRef call) implements Due {}

  /// To forget an address that has no sessions.
  record Forget(ClientAddress address) implements Due {}
}
