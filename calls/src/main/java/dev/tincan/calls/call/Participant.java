package dev.tincan.calls.call;

import dev.tincan.calls.session.ParticipantId;

/// One browser's presence in one call, as the others are told of it.
public record Participant(
    ParticipantId id, String name, Media media, Role role, boolean connected) {

  public Participant withName(String name) {
    return new Participant(id, name, media, role, connected);
  }

  public Participant withMedia(Media media) {
    return new Participant(id, name, media, role, connected);
  }

  public Participant withConnected(boolean connected) {
    return new Participant(id, name, media, role, connected);
  }

  public boolean isHost() {
    return role == Role.HOST;
  }

  @Override
  public String toString() {
    return "Participant[" + id.value() + "]";
  }
}
