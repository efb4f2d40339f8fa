package dev.tincan.server.api;

import dev.tincan.server.events.Webhooks;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The body of `POST /webhooks`.
///
/// @param events names of them; all of them when the body named none
record NewWebhookRequest(String url, Set<String> events) {
  static final Set<String> MEMBERS = Set.of("url", "events");

  static NewWebhookRequest read(Members body) throws Refused {
    Optional<String> url = body.text("url", Webhooks.URL_MAX);
    if (url.isEmpty()) {
      throw Members.wrong("'url' must say where to, such as https://example.org/tincan.");
    }
    Optional<List<String>> events = body.texts("events");
    if (events.isPresent()
        && (events.get().isEmpty() || !Webhooks.types().containsAll(events.get()))) {
      throw Members.wrong(
          "'events' must be a list with at least one of these, and no other: "
              + String.join(", ", new TreeSet<>(Webhooks.types()))
              + ".");
    }
    return new NewWebhookRequest(url.get(), events.map(Set::copyOf).orElse(Webhooks.types()));
  }
}
