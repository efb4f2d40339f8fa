package dev.tincan.server.api;

import dev.tincan.server.events.Webhooks;
import dev.tincan.server.store.DeliveryStore.Attempt;
import dev.tincan.server.store.WebhookStore.StoredWebhook;
import io.helidon.webserver.http.ServerRequest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/// What is asked of one webhook, by the program that it belongs to or by an administrator.
final class WebhookResources {
  private static final String NUMBER = "\\d{1,18}";

  private final Webhooks webhooks;
  private final InstantSource clock;

  WebhookResources(Webhooks webhooks, InstantSource clock) {
    this.webhooks = webhooks;
    this.clock = clock;
  }

  @FunctionalInterface
  interface Deed {
    Answer answer(StoredWebhook webhook, ServerRequest request) throws Refused;
  }

  static String id(ServerRequest request) {
    return request.path().pathParameters().first("webhook").orElse("");
  }

  static StoredWebhook found(Optional<StoredWebhook> webhook) throws Refused {
    if (webhook.isEmpty()) {
      throw Problem.WEBHOOK_NOT_FOUND.refused("There is no webhook with this id.");
    }
    return webhook.get();
  }

  Answer delete(StoredWebhook webhook, ServerRequest request) {
    webhooks.delete(webhook);
    return Answer.empty(204);
  }

  Answer test(StoredWebhook webhook, ServerRequest request) {
    Attempt attempt = webhooks.test(webhook);
    return Answer.json(200, WebhookJson.attempt(attempt).put("delivered", attempt.isSuccess()));
  }

  Answer deliveries(StoredWebhook webhook, ServerRequest request) throws Refused {
    String before = QueryParameters.of(request, Set.of("before")).text("before").orElse("");
    if (!before.isEmpty() && !before.matches(NUMBER)) {
      throw Members.wrong("'before' must be the 'next' of another page.");
    }
    long number = before.isEmpty() ? Long.MAX_VALUE : Long.parseLong(before);
    return Answer.json(200, WebhookJson.deliveries(webhooks.deliveries(webhook, number)));
  }

  Answer replay(StoredWebhook webhook, ServerRequest request) throws Refused {
    String delivery = request.path().pathParameters().first("delivery").orElse("");
    if (!webhooks.replay(webhook, delivery, clock.instant())) {
      throw Problem.DELIVERY_NOT_FOUND.refused("There is no delivery with this id.");
    }
    return Answer.empty(202);
  }
}
