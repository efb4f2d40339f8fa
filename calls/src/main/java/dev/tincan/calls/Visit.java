package dev.tincan.calls;

import dev.tincan.calls.call.Call;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.SignalingSession;
import java.util.Optional;

/// One session with what the server knows beside its numbering: where it came from, how fast it
/// talks, and the call it is in [S19].
final class Visit {

  private final SignalingSession<Outgoing> session;
  private final ClientAddress address;
  private final TokenBucket envelopes;
  private Optional<Call> call = Optional.empty();

  /// A message in the outbox: what to say, and the request it answers. Its ack is filled in when it
  /// goes out.
  record Outgoing(Optional<String> re, ServerMessage message) {}

  Visit(SignalingSession<Outgoing> session, ClientAddress address, TokenBucket envelopes) {
    this.session = session;
    this.address = address;
    this.envelopes = envelopes;
  }

  void enter(Call entered) {
    call = Optional.of(entered);
  }

  void exit() {
    call = Optional.empty();
  }

  ParticipantId id() {
    return session.participant();
  }

  SignalingSession<Outgoing> session() {
    return session;
  }

  ClientAddress address() {
    return address;
  }

  TokenBucket envelopes() {
    return envelopes;
  }

  Optional<Call> call() {
    return call;
  }
}
