package dev.tincan.server.events;

import java.time.Instant;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An event as it is told (docs/webhooks.md).
final class EventBody {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int NAME_LENGTH = 24;

  private EventBody() {}

  /// A fresh name of an event.
  static String name(RandomGenerator random) {
    return random("evt_", random);
  }

  /// 120 random bits, readable.
  static String random(String prefix, RandomGenerator random) {
    var text = new StringBuilder(prefix);
    for (int i = 0; i < NAME_LENGTH; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  /// @param number grows from event to event
  static String write(long number, String name, EventType type, Instant at, ObjectNode data) {
    ObjectNode json =
        JsonMapper.shared()
            .createObjectNode()
            .put("id", name)
            .put("number", number)
            .put("type", type.wire())
            .put("timestamp", at.toString());
    json.set("data", data);
    return json.toString();
  }
}
