package dev.tincan.server.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// The members of a JSON object, each read as what it has to be. A member that is `null` is the
/// same as none, but for [#isSaid].
final class Members {
  private static final int ECHO_MAX = 60;

  /// And tabs, which come with text that was pasted.
  private static final Set<Integer> LINE_ENDS = Set.of((int) '\n', (int) '\r', (int) '\t');

  private final JsonNode json;

  private Members(JsonNode json) {
    this.json = json;
  }

  static Members of(JsonNode object, Set<String> known) throws Refused {
    for (String name : object.propertyNames()) {
      if (!known.contains(name)) {
        String shown = name.length() > ECHO_MAX ? name.substring(0, ECHO_MAX) + "…" : name;
        throw wrong(
            "There is no member '"
                + shown
                + "' here; known are: "
                + String.join(", ", new TreeSet<>(known))
                + ".");
      }
    }
    return new Members(object);
  }

  /// Whether the member is there, be it `null`.
  boolean isSaid(String name) {
    return json.has(name);
  }

  /// One line without spaces at its ends, in which every character can be shown; empty when nothing
  /// is left of it.
  Optional<String> text(String name, int charactersMax) throws Refused {
    Optional<String> text = lines(name, charactersMax);
    if (text.isPresent() && text.get().codePoints().anyMatch(Members::cannotBeShown)) {
      throw wrong("'" + name + "' must be one line of text.");
    }
    return text;
  }

  /// The same of any number of lines.
  Optional<String> lines(String name, int charactersMax) throws Refused {
    Optional<JsonNode> value = value(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!value.get().isString()) {
      throw wrong("'" + name + "' must be a text.");
    }
    String text = value.get().stringValue().strip();
    if (text.codePointCount(0, text.length()) > charactersMax) {
      throw wrong("'" + name + "' has at most " + charactersMax + " characters.");
    }
    if (text.codePoints().anyMatch(it -> cannotBeShown(it) && !LINE_ENDS.contains(it))) {
      throw wrong("'" + name + "' has a character that cannot be shown.");
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static boolean cannotBeShown(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /// Texts as they were written.
  Optional<List<String>> texts(String name) throws Refused {
    Optional<JsonNode> value = value(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!value.get().isArray() || !value.get().valueStream().allMatch(JsonNode::isString)) {
      throw wrong("'" + name + "' must be a list of texts.");
    }
    return Optional.of(value.get().valueStream().map(JsonNode::stringValue).toList());
  }

  Optional<Boolean> yesOrNo(String name) throws Refused {
    Optional<JsonNode> value = value(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw wrong("'" + name + "' must be true or false.");
    }
    return value.map(JsonNode::booleanValue);
  }

  Optional<Integer> number(String name, int min, int max) throws Refused {
    Optional<JsonNode> value = value(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    boolean fits =
        value.get().isIntegralNumber()
            && value.get().canConvertToInt()
            && value.get().intValue() >= min
            && value.get().intValue() <= max;
    if (!fits) {
      throw wrong("'" + name + "' must be a whole number from " + min + " to " + max + ".");
    }
    return value.map(JsonNode::intValue);
  }

  /// A moment, as RFC 3339 writes it.
  Optional<Instant> instant(String name) throws Refused {
    Optional<String> text = text(name, 40);
    if (text.isEmpty()) {
      if (value(name).isPresent()) {
        throw noInstant("'" + name + "'");
      }
      return Optional.empty();
    }
    return Optional.of(instant("'" + name + "'", text.get()));
  }

  static Instant instant(String what, String text) throws Refused {
    try {
      return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException none) {
      throw noInstant(what);
    }
  }

  private static Refused noInstant(String what) {
    return wrong(what + " must be a moment with its offset, such as 2027-03-01T18:30:00Z.");
  }

  /// The name of a time zone: an offset alone would not know of summer time.
  Optional<ZoneId> zone(String name) throws Refused {
    Optional<String> text = text(name, 60);
    if (text.isPresent() && !ZoneId.getAvailableZoneIds().contains(text.get())) {
      throw wrong("'" + name + "' must be the name of a time zone, such as Europe/Berlin.");
    }
    return text.map(ZoneId::of);
  }

  static Refused wrong(String detail) {
    return Problem.REQUEST_INVALID.refused(detail);
  }

  private Optional<JsonNode> value(String name) {
    return Optional.ofNullable(json.get(name)).filter(value -> !value.isNull());
  }
}
