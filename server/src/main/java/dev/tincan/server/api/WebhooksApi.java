package dev.tincan.server.api;

import dev.tincan.server.auth.Scope;
import dev.tincan.server.events.Webhooks;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.WebhookStore.StoredWebhook;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Webhooks of the integration API (docs/webhooks.md).
public final class WebhooksApi implements HttpService {
  public static final String PATH = CallsApi.PATH + "/webhooks";

  private final Webhooks webhooks;
  private final WebhookResources resources;
  private final Gate gate;
  private final Idempotency idempotency;
  private final InstantSource clock;

  public WebhooksApi(
      Webhooks webhooks, ApiKeyStore keys, Idempotency idempotency, InstantSource clock) {
    this.webhooks = webhooks;
    this.resources = new WebhookResources(webhooks, clock);
    this.gate = new Gate(keys, _ -> Optional.empty(), clock);
    this.idempotency = idempotency;
    this.clock = clock;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .post("/", gate.behind(Scope.WEBHOOKS_WRITE, this::create))
        .get("/", gate.behind(Scope.WEBHOOKS_WRITE, this::list))
        .get("/{webhook}", of((webhook, _) -> Answer.json(200, WebhookJson.webhook(webhook))))
        .delete("/{webhook}", of(resources::delete))
        .post("/{webhook}/test", of(resources::test))
        .get("/{webhook}/deliveries", of(resources::deliveries))
        .post("/{webhook}/deliveries/{delivery}/replay", of(resources::replay));
    for (String path :
        List.of(
            "/",
            "/{webhook}",
            "/{webhook}/test",
            "/{webhook}/deliveries",
            "/{webhook}/deliveries/{delivery}/replay")) {
      rules.any(path, gate.behindAny(WebhooksApi::otherMethod));
    }
  }

  /// What is done with one webhook of the key that asks.
  private Handler of(WebhookResources.Deed deed) {
    return gate.behind(
        Scope.WEBHOOKS_WRITE,
        (caller, request, response) -> {
          StoredWebhook webhook =
              WebhookResources.found(webhooks.find(caller.keyId(), WebhookResources.id(request)));
          deed.answer(webhook, request).send(response);
        });
  }

  private void create(Caller caller, ServerRequest request, ServerResponse response)
      throws Refused {
    byte[] body = Body.read(request);
    idempotency
        .once(caller, request, body, response, () -> created(caller, request, body))
        .send(response);
  }

  private Answer created(Caller caller, ServerRequest request, byte[] body) throws Refused {
    NewWebhookRequest wanted =
        NewWebhookRequest.read(Body.json(request, body, NewWebhookRequest.MEMBERS));
    try {
      Optional<StoredWebhook> made =
          webhooks.create(caller.keyId(), wanted.url(), wanted.events(), clock.instant());
      if (made.isEmpty()) {
        throw Problem.WEBHOOKS_TOO_MANY.refused(
            "This key has as many webhooks as it may; delete one.");
      }
      ObjectNode json = WebhookJson.webhook(made.get()).put("secret", made.get().secret());
      return Answer.json(201, json).withLocation(PATH + "/" + made.get().id());
    } catch (Webhooks.Invalid invalid) {
      throw Members.wrong(String.valueOf(invalid.getMessage()));
    }
  }

  private void list(Caller caller, ServerRequest request, ServerResponse response) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    var all = json.putArray("webhooks");
    webhooks.list(caller.keyId()).stream().map(WebhookJson::webhook).forEach(all::add);
    Answer.json(200, json).send(response);
  }

  private static void otherMethod(ServerRequest request, ServerResponse response) {
    Problem.METHOD_NOT_ALLOWED.send(response, "This address does not know the method.");
  }
}
