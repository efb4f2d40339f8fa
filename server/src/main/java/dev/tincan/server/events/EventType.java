package dev.tincan.server.events;

import java.util.Optional;
import java.util.stream.Stream;

/// What is told of a call.
public enum EventType {
  /// The call was made, for now or for a date.
  SCHEDULED("call.scheduled"),
  /// What was agreed of it is another.
  CHANGED("call.changed"),
  /// It will not be.
  CANCELED("call.canceled"),
  /// The first one came in.
  STARTED("call.started"),
  JOINED("participant.joined"),
  LEFT("participant.left"),
  ENDED("call.ended"),
  /// Of no call: a webhook is tried.
  TEST("webhook.test");

  private final String wire;

  EventType(String wire) {
    this.wire = wire;
  }

  /// The text on the wire and in the database.
  public String wire() {
    return wire;
  }

  static Optional<EventType> of(String wire) {
    return Stream.of(values()).filter(type -> type.wire.equals(wire)).findFirst();
  }
}
