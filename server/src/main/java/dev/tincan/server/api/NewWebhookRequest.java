package dev.tincan.server.api;

import dev.tincan.server.events.Webhooks;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The body of `POST /webhooks`.
///
/// @param events names of them; all of them when the body named none
record NewWebhookRequest(String url, Set<String> events) {
  private static final Set<String> MEMBERS = Set.of("url", "events");

  /// What is wrong with a body, in words for the one who wrote it.
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;

    Invalid(String message) {
      super(message);
    }
  }

  static NewWebhookRequest read(String json) throws Invalid {
    JsonNode body = tree(json);
    if (!body.isObject()) {
      throw new Invalid("The body must be a JSON object.");
    }
    for (String member : body.propertyNames()) {
      if (!MEMBERS.contains(member)) {
        throw new Invalid(
            "There is no member of this name; known are: " + new TreeSet<>(MEMBERS) + ".");
      }
    }
    JsonNode url = body.get("url");
    if (url == null || !url.isString()) {
      throw new Invalid("'url' must be a text.");
    }
    return new NewWebhookRequest(url.stringValue(), events(body.get("events")));
  }

  private static JsonNode tree(String json) throws Invalid {
    try {
      return JsonMapper.shared().readTree(json);
    } catch (JacksonException broken) {
      throw new Invalid("The body is not JSON.");
    }
  }

  private static Set<String> events(@Nullable JsonNode events) throws Invalid {
    if (events == null || events.isNull()) {
      return Webhooks.types();
    }
    Set<String> names = new TreeSet<>();
    for (JsonNode event : events) {
      if (!event.isString() || !Webhooks.types().contains(event.stringValue())) {
        throw new Invalid("'events' takes these: " + new TreeSet<>(Webhooks.types()) + ".");
      }
      names.add(event.stringValue());
    }
    if (!events.isArray() || names.isEmpty()) {
      throw new Invalid(
          "'events' must be a list with at least one of these: "
              + new TreeSet<>(Webhooks.types())
              + ".");
    }
    return names;
  }
}
