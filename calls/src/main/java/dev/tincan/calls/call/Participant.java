package dev.tincan.calls.call;

import dev.tincan.calls.session.ParticipantId;

/// One browser's presence in one call, as the others are told of it.
public record Participant(
    ParticipantId id, String name, Media media, boolean host, boolean connected) {

  public Participant withName(String name) {
    return new Participant(id, name, media, host, connected);
  }

  public Participant withMedia(Media media) {
    return new Participant(id, name, media, host, connected);
  }

  public Participant withConnected(boolean connected) {
    return new Participant(id, name, media, host, connected);
  }

  @Override
  public String toString() {
    return "Participant[" + id.value() + "]";
  }
}
