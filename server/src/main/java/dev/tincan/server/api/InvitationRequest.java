package dev.tincan.server.api;

import dev.tincan.server.config.MailConfig;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The body of `POST /calls/{call}/invitations`.
///
/// @param to addresses, each once
record InvitationRequest(List<String> to, Optional<String> message) {
  static final int RECIPIENTS_PER_REQUEST_MAX = 50;
  private static final int MESSAGE_MAX = 1_000;
  private static final Set<String> MEMBERS = Set.of("to", "message");

  /// What is wrong with a body, in words for the one who wrote it.
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;

    Invalid(String message) {
      super(message);
    }
  }

  static InvitationRequest read(String json) throws Invalid {
    JsonNode body;
    try {
      body = JsonMapper.shared().readTree(json);
    } catch (JacksonException broken) {
      throw new Invalid("The body is not JSON.");
    }
    if (!body.isObject()) {
      throw new Invalid("The body must be a JSON object.");
    }
    for (String member : body.propertyNames()) {
      if (!MEMBERS.contains(member)) {
        throw new Invalid("There is no member of this name; known are: to, message.");
      }
    }
    return new InvitationRequest(to(body.path("to")), message(body.path("message")));
  }

  private static List<String> to(JsonNode to) throws Invalid {
    if (!to.isArray() || to.isEmpty() || to.size() > RECIPIENTS_PER_REQUEST_MAX) {
      throw new Invalid(
          "'to' must be a list of 1 to " + RECIPIENTS_PER_REQUEST_MAX + " mail addresses.");
    }
    var addresses = new LinkedHashSet<String>();
    for (JsonNode address : to) {
      String text = address.isString() ? address.stringValue().strip() : "";
      if (!MailConfig.isAddress(text)) {
        throw new Invalid(
            "'to' takes addresses such as ada@example.org; number %d is none."
                .formatted(addresses.size() + 1));
      }
      addresses.add(text);
    }
    return List.copyOf(addresses);
  }

  private static Optional<String> message(JsonNode message) throws Invalid {
    if (message.isMissingNode() || message.isNull()) {
      return Optional.empty();
    }
    if (!message.isString()) {
      throw new Invalid("'message' must be a text.");
    }
    String text = message.stringValue().strip();
    if (text.codePointCount(0, text.length()) > MESSAGE_MAX) {
      throw new Invalid("'message' has at most " + MESSAGE_MAX + " characters.");
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
