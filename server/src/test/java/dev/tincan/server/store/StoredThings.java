package dev.tincan.server.store;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.Media;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.ResumeToken;
import dev.tincan.calls.session.SecretHash;
import dev.tincan.testkit.Seeds;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Calls and people to store.
final class StoredThings {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private StoredThings() {}

  static CallId id(int number) {
    String letters = "aaaa" + (char) ('a' + number / 26) + (char) ('a' + number % 26);
    return new CallId("aaaa-" + letters + "-aaaa");
  }

  /// A call with a link that was made for somebody.
  static StoredCall call(CallId id, String name, Optional<Instant> endedAt) {
    var link =
        new JoinLink(
            "link",
            Role.GUEST,
            new SecretHash("ab".repeat(32)),
            Optional.of(name),
            NOON,
            Optional.empty());
    return new StoredCall(
        id,
        Plan.now(Optional.empty()),
        List.of(link),
        Optional.empty(),
        NOON,
        1,
        true,
        endedAt.map(at -> new CallState.Ended(EndReason.EMPTY, at)));
  }

  static StoredParticipant participant(long seed, String name, CallRef call) {
    return new StoredParticipant(
        call,
        new Participant(
            ParticipantId.random(Seeds.of(seed)), name, new Media(true, false), Role.GUEST, true),
        ResumeToken.random(Seeds.of(seed)).hash());
  }
}
