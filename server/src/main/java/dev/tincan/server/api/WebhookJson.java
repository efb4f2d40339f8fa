package dev.tincan.server.api;

import dev.tincan.server.events.Webhooks;
import dev.tincan.server.store.DeliveryStore.Attempt;
import dev.tincan.server.store.DeliveryStore.Delivery;
import dev.tincan.server.store.WebhookStore.StoredWebhook;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Webhooks and what was sent to them, as JSON. The secret of a webhook is not among it.
final class WebhookJson {
  private WebhookJson() {}

  static ObjectNode webhook(StoredWebhook webhook) {
    ObjectNode json =
        JsonMapper.shared()
            .createObjectNode()
            .put("id", webhook.id())
            .put("url", webhook.url())
            .put("createdAt", webhook.createdAt().toString());
    var events = json.putArray("events");
    new TreeSet<>(webhook.types()).forEach(events::add);
    webhook.failingSince().ifPresent(at -> json.put("failingSince", at.toString()));
    webhook
        .disabled()
        .ifPresent(disabled ->
            json.put("disabledAt", disabled.at().toString())
                .put("disabledReason", disabled.reason()));
    return json;
  }

  /// @param page the latest first
  static ObjectNode deliveries(List<Delivery> page) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    var all = json.putArray("deliveries");
    page.forEach(delivery -> all.add(delivery(delivery)));
    if (page.size() == Webhooks.PAGE_MAX) {
      json.put("next", Long.toString(page.getLast().event()));
    }
    return json;
  }

  private static ObjectNode delivery(Delivery delivery) {
    ObjectNode json =
        JsonMapper.shared()
            .createObjectNode()
            .put("id", delivery.name())
            .put("event", delivery.type())
            .put("state", delivery.state())
            .put("createdAt", delivery.createdAt().toString());
    delivery.nextAt().ifPresent(at -> json.put("nextAttemptAt", at.toString()));
    var attempts = json.putArray("attempts");
    delivery.attempts().forEach(attempt -> attempts.add(attempt(attempt)));
    return json;
  }

  static ObjectNode attempt(Attempt attempt) {
    ObjectNode json =
        JsonMapper.shared()
            .createObjectNode()
            .put("at", attempt.at().toString())
            .put("durationMillis", attempt.durationMillis());
    attempt.status().ifPresent(status -> json.put("status", status));
    attempt.answer().ifPresent(answer -> json.put("answer", answer));
    attempt.failure().ifPresent(failure -> json.put("failure", failure));
    return json;
  }
}
