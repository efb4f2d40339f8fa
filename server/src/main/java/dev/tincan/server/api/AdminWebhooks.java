package dev.tincan.server.api;

import dev.tincan.server.events.Webhooks;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.ApiKeyStore.StoredKey;
import dev.tincan.server.store.WebhookStore.StoredWebhook;
import io.helidon.webserver.http.ServerRequest;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The webhooks of all keys, for the administrator, who is told no secret of one.
final class AdminWebhooks {
  /// Of one answer; how many more there are is told.
  private static final int SHOWN_MAX = 200;

  private static final String DISABLED = "The administrator disabled it.";

  private final Webhooks webhooks;
  private final WebhookResources resources;
  private final ApiKeyStore keys;
  private final InstantSource clock;

  AdminWebhooks(Webhooks webhooks, ApiKeyStore keys, InstantSource clock) {
    this.webhooks = webhooks;
    this.resources = new WebhookResources(webhooks, clock);
    this.keys = keys;
    this.clock = clock;
  }

  Answer list(ServerRequest request, String by) {
    Map<String, StoredKey> owners =
        keys.list().stream().collect(Collectors.toMap(StoredKey::id, Function.identity()));
    Webhooks.Everyones all = webhooks.everyones(SHOWN_MAX);
    ObjectNode json = JsonMapper.shared().createObjectNode();
    var list = json.putArray("webhooks");
    for (Webhooks.Watched it : all.webhooks()) {
      StoredWebhook webhook = it.webhook();
      ObjectNode one = WebhookJson.webhook(webhook).put("waiting", it.waiting());
      ObjectNode key = one.putObject("key").put("id", webhook.owner());
      StoredKey owner = owners.get(webhook.owner());
      if (owner != null) {
        key.put("name", owner.name());
      }
      list.add(one);
    }
    json.put("webhooksNotShown", all.notShown());
    return Answer.json(200, json);
  }

  AdminGate.Act deliveries() {
    return (request, _) -> resources.deliveries(webhook(request), request);
  }

  AdminGate.Act replay() {
    return acting("replay delivery", resources::replay);
  }

  AdminGate.Act test() {
    return acting("test webhook", resources::test);
  }

  AdminGate.Act delete() {
    return acting("delete webhook", resources::delete);
  }

  AdminGate.Act enable() {
    return acting(
        "enable webhook",
        (webhook, _) -> {
          webhooks.enable(webhook);
          return Answer.empty(204);
        });
  }

  AdminGate.Act disable() {
    return acting(
        "disable webhook",
        (webhook, _) -> {
          webhooks.disable(webhook, DISABLED, clock.instant());
          return Answer.empty(204);
        });
  }

  /// Leaves its line when it was done.
  private AdminGate.Act acting(String act, WebhookResources.Deed deed) {
    return (request, by) -> {
      StoredWebhook webhook = webhook(request);
      Answer answer = deed.answer(webhook, request);
      String delivery =
          request.path().pathParameters().first("delivery").map(it -> "/" + it).orElse("");
      AdminLog.note(by, act, webhook.id() + delivery);
      return answer;
    };
  }

  private StoredWebhook webhook(ServerRequest request) throws Refused {
    return WebhookResources.found(webhooks.find(WebhookResources.id(request)));
  }
}
