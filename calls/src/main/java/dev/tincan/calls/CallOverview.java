package dev.tincan.calls;

import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Stay;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A call as it is now, for whoever looks after the server.
///
/// @param createdAt empty for a call by a chosen name, which nobody created
/// @param draining nobody new comes in, and it ends with the last one's leaving
public record CallOverview(
    CallRef ref,
    Optional<String> title,
    Optional<Instant> createdAt,
    CallState state,
    boolean draining,
    List<Inside> inside) {

  public CallOverview {
    inside = List.copyOf(inside);
  }

  /// @param stay what is relayed for the participant is allocated under this name
  public record Inside(Participant participant, Stay stay) {}
}
