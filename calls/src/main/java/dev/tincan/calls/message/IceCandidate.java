package dev.tincan.calls.message;

import java.util.Optional;
import java.util.OptionalInt;

/// One trickled candidate, passed on untouched; an empty `candidate` is end-of-candidates.
public record IceCandidate(
    String candidate,
    Optional<String> sdpMid,
    OptionalInt sdpMLineIndex,
    Optional<String> usernameFragment) {

  /// A candidate holds an address.
  @Override
  public String toString() {
    return "IceCandidate[" + candidate.length() + " chars]";
  }
}
