package dev.tincan.calls.message;

import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.ResumeToken;
import java.time.Duration;
import java.util.Optional;

/// One text frame to a client [S2].
public sealed interface ServerFrame {

  /// The answer to `hello` [S11], [S12].
  record Welcome(
      SessionGrant session,
      long ack,
      IceConfig ice,
      Duration grace,
      Limits limits,
      Optional<Snapshot> snapshot)
      implements ServerFrame {}

  /// Who the client is in this session, and the secret to resume it with.
  ///
  /// @param instance names the server's process [S34]
  record SessionGrant(
      ParticipantId participant, ResumeToken resume, boolean resumed, String instance) {}

  /// Stands for everything up to `seq`: the call as it is now, empty when the client is in none.
  record Snapshot(long seq, Optional<CallView> call) {}

  /// The server closes the connection after it.
  record Fatal(ErrorCode code, String message) implements ServerFrame {}

  record Ack(long ack) implements ServerFrame {}

  record Ping() implements ServerFrame {}

  /// The server is about to restart [S35].
  record GoingAway() implements ServerFrame {}

  record Pong() implements ServerFrame {}

  /// A numbered message; `re` is the `id` of the request it answers.
  record Envelope(long seq, long ack, Optional<String> re, ServerMessage message)
      implements ServerFrame {}
}
