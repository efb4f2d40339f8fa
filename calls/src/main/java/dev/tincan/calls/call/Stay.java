package dev.tincan.calls.call;

import dev.tincan.calls.session.ParticipantId;

/// One stay of a participant in a call, and the time before it: what TURN credentials are bound to
/// [S38]. A session has one after the other.
///
/// @param number counts the stays of one session from 1
public record Stay(ParticipantId participant, int number) {

  /// The first stay of a session.
  public static Stay first(ParticipantId participant) {
    return new Stay(participant, 1);
  }

  public Stay next() {
    return new Stay(participant, number + 1);
  }

  /// The text that names it in credentials; public.
  public String value() {
    return participant.value() + "." + number;
  }
}
