package dev.tincan.calls.call;

import dev.tincan.calls.session.ParticipantId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// One browser's presence in one call, as the others are told of it.
///
/// @param stopped what a host stopped and the participant did not begin again since; the others
///   neither play nor show it [S104]
public record Participant(
    ParticipantId id,
    String name,
    Media media,
    Role role,
    boolean connected,
    Set<MediaKind> stopped) {

  public Participant {
    Set<MediaKind> ordered = EnumSet.noneOf(MediaKind.class);
    ordered.addAll(stopped);
    stopped = Collections.unmodifiableSet(ordered);
  }

  public Participant(ParticipantId id, String name, Media media, Role role, boolean connected) {
    this(id, name, media, role, connected, EnumSet.noneOf(MediaKind.class));
  }

  public Participant withName(String name) {
    return new Participant(id, name, media, role, connected, stopped);
  }

  /// What is sent again is no longer stopped.
  public Participant withMedia(Media media) {
    Set<MediaKind> still = EnumSet.noneOf(MediaKind.class);
    still.addAll(stopped);
    if (media.audio()) {
      still.remove(MediaKind.AUDIO);
    }
    if (media.video()) {
      still.remove(MediaKind.VIDEO);
    }
    return new Participant(id, name, media, role, connected, still);
  }

  public Participant withConnected(boolean connected) {
    return new Participant(id, name, media, role, connected, stopped);
  }

  public Participant withRole(Role role) {
    return new Participant(id, name, media, role, connected, stopped);
  }

  /// A host stopped it.
  public Participant without(MediaKind what) {
    Set<MediaKind> all = EnumSet.of(what);
    all.addAll(stopped);
    var left =
        new Media(
            media.audio() && what != MediaKind.AUDIO, media.video() && what != MediaKind.VIDEO);
    return new Participant(id, name, left, role, connected, all);
  }

  /// Shows a screen again.
  public Participant sharing() {
    Set<MediaKind> still = EnumSet.noneOf(MediaKind.class);
    still.addAll(stopped);
    still.remove(MediaKind.SHARE);
    return new Participant(id, name, media, role, connected, still);
  }

  public boolean isHost() {
    return role == Role.HOST;
  }

  @Override
  public String toString() {
    return "Participant[" + id.value() + "]";
  }
}
