package dev.tincan.server.api;

import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What stands behind the question mark of an address.
final class QueryParameters {
  private final Map<String, String> values;

  private QueryParameters(Map<String, String> values) {
    this.values = values;
  }

  static QueryParameters of(ServerRequest request, Set<String> known) throws Refused {
    Map<String, String> values = new HashMap<>();
    try {
      for (String name : request.query().names()) {
        List<String> said = request.query().all(name);
        if (!known.contains(name) || said.size() != 1) {
          throw Members.wrong(
              "There may be one of each of these parameters, and no other: "
                  + String.join(", ", new TreeSet<>(known))
                  + ".");
        }
        values.put(name, said.getFirst());
      }
    } catch (RuntimeException unreadable) {
      throw Members.wrong("What stands behind '?' cannot be read.");
    }
    return new QueryParameters(values);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  Optional<Instant> instant(String name) throws Refused {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Instant instant = Members.instant("'" + name + "'", text.get());
    // What the database can hold, with room on both sides.
    if (Math.abs(instant.getEpochSecond()) > Long.MAX_VALUE / 1_000_000) {
      throw Members.wrong("'" + name + "' is too far away.");
    }
    return Optional.of(instant);
  }

  Optional<Integer> number(String name, int min, int max) throws Refused {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      int number = Integer.parseInt(text.get());
      if (number >= min && number <= max) {
        return Optional.of(number);
      }
    } catch (NumberFormatException none) {
      // Said below.
    }
    throw Members.wrong("'" + name + "' must be a whole number from " + min + " to " + max + ".");
  }
}
