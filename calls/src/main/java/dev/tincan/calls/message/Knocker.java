package dev.tincan.calls.message;

import dev.tincan.calls.session.ParticipantId;

/// Somebody who waits to be let in, as hosts are told of it.
public record Knocker(ParticipantId id, String name) {

  @Override
  public String toString() {
    return "Knocker[" + id.value() + "]";
  }
}
