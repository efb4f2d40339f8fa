package dev.tincan.server.api;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The body of `POST /calls`.
record NewCallRequest(Optional<String> title) {
  private static final int TITLE_MAX = 100;
  private static final Set<String> MEMBERS = Set.of("title");

  /// What is wrong with a body, in words for the one who wrote it.
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;

    Invalid(String message) {
      super(message);
    }
  }

  static NewCallRequest read(String json) throws Invalid {
    JsonNode body = tree(json);
    if (!body.isObject()) {
      throw new Invalid("The body must be a JSON object.");
    }
    for (String member : body.propertyNames()) {
      if (!MEMBERS.contains(member)) {
        throw new Invalid("There is no member of this name; known are: " + MEMBERS + ".");
      }
    }
    return new NewCallRequest(title(body.get("title")));
  }

  private static JsonNode tree(String json) throws Invalid {
    try {
      return JsonMapper.shared().readTree(json);
    } catch (JacksonException broken) {
      throw new Invalid("The body is not JSON.");
    }
  }

  private static Optional<String> title(@Nullable JsonNode title) throws Invalid {
    if (title == null || title.isNull()) {
      return Optional.empty();
    }
    if (!title.isString()) {
      throw new Invalid("'title' must be a text.");
    }
    String text = title.stringValue().strip();
    if (text.codePointCount(0, text.length()) > TITLE_MAX) {
      throw new Invalid("'title' has at most " + TITLE_MAX + " characters.");
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
