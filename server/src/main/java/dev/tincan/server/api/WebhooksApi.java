package dev.tincan.server.api;

import dev.tincan.server.auth.Scope;
import dev.tincan.server.events.Webhooks;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.DeliveryStore.Attempt;
import dev.tincan.server.store.DeliveryStore.Delivery;
import dev.tincan.server.store.WebhookStore.StoredWebhook;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Webhooks of the integration API (docs/webhooks.md).
public final class WebhooksApi implements HttpService {
  public static final String PATH = CallsApi.PATH + "/webhooks";

  private static final String NUMBER = "\\d{1,18}";

  private final Webhooks webhooks;
  private final Gate gate;
  private final InstantSource clock;

  public WebhooksApi(Webhooks webhooks, ApiKeyStore keys, InstantSource clock) {
    this.webhooks = webhooks;
    this.gate = new Gate(keys, _ -> Optional.empty(), clock);
    this.clock = clock;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .post("/", gate.behind(Scope.WEBHOOKS_WRITE, this::create))
        .get("/", gate.behind(Scope.WEBHOOKS_WRITE, this::list))
        .get("/{webhook}", of(this::get))
        .delete("/{webhook}", of(this::delete))
        .post("/{webhook}/test", of(this::test))
        .get("/{webhook}/deliveries", of(this::deliveries))
        .post("/{webhook}/deliveries/{delivery}/replay", of(this::replay));
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
  @FunctionalInterface
  private interface Deed {
    void act(StoredWebhook webhook, ServerRequest request, ServerResponse response);
  }

  private Handler of(Deed deed) {
    return gate.behind(
        Scope.WEBHOOKS_WRITE,
        (caller, request, response) -> {
          String id = request.path().pathParameters().first("webhook").orElse("");
          Optional<StoredWebhook> webhook = webhooks.find(caller.keyId(), id);
          if (webhook.isPresent()) {
            deed.act(webhook.get(), request, response);
          } else {
            Problem.WEBHOOK_NOT_FOUND.send(response, "There is no webhook with this id.");
          }
        });
  }

  private void create(Caller caller, ServerRequest request, ServerResponse response)
      throws Refused {
    if (request
        .headers()
        .contentType()
        .filter(type -> type.text().startsWith("application/json"))
        .isEmpty()) {
      throw Problem.MEDIA_TYPE.refused("Send the body as application/json.");
    }
    String body = new String(Body.read(request), StandardCharsets.UTF_8);
    try {
      NewWebhookRequest wanted = NewWebhookRequest.read(body);
      Optional<StoredWebhook> made =
          webhooks.create(caller.keyId(), wanted.url(), wanted.events(), clock.instant());
      if (made.isEmpty()) {
        Problem.WEBHOOKS_TOO_MANY.send(
            response, "This key has as many webhooks as it may; delete one.");
        return;
      }
      ObjectNode json = describe(made.get()).put("secret", made.get().secret());
      response.headers().set(HeaderNames.LOCATION, PATH + "/" + made.get().id());
      send(response, Status.CREATED_201, json);
    } catch (NewWebhookRequest.Invalid | Webhooks.Invalid invalid) {
      Problem.REQUEST_INVALID.send(response, String.valueOf(invalid.getMessage()));
    }
  }

  private void list(Caller caller, ServerRequest request, ServerResponse response) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    var all = json.putArray("webhooks");
    webhooks.list(caller.keyId()).forEach(webhook -> all.add(describe(webhook)));
    send(response, Status.OK_200, json);
  }

  private void get(StoredWebhook webhook, ServerRequest request, ServerResponse response) {
    send(response, Status.OK_200, describe(webhook));
  }

  private void delete(StoredWebhook webhook, ServerRequest request, ServerResponse response) {
    webhooks.delete(webhook);
    response.status(Status.NO_CONTENT_204).send();
  }

  private void test(StoredWebhook webhook, ServerRequest request, ServerResponse response) {
    Attempt attempt = webhooks.test(webhook);
    send(response, Status.OK_200, describe(attempt).put("delivered", attempt.isSuccess()));
  }

  private void deliveries(StoredWebhook webhook, ServerRequest request, ServerResponse response) {
    String before = request.query().first("before").orElse("");
    if (!before.isEmpty() && !before.matches(NUMBER)) {
      Problem.REQUEST_INVALID.send(response, "'before' must be the 'next' of another page.");
      return;
    }
    List<Delivery> page =
        webhooks.deliveries(webhook, before.isEmpty() ? Long.MAX_VALUE : Long.parseLong(before));
    ObjectNode json = JsonMapper.shared().createObjectNode();
    var all = json.putArray("deliveries");
    page.forEach(delivery -> all.add(describe(delivery)));
    if (!page.isEmpty()) {
      json.put("next", Long.toString(page.getLast().event()));
    }
    send(response, Status.OK_200, json);
  }

  private void replay(StoredWebhook webhook, ServerRequest request, ServerResponse response) {
    String delivery = request.path().pathParameters().first("delivery").orElse("");
    if (webhooks.replay(webhook, delivery, clock.instant())) {
      response.status(Status.ACCEPTED_202).send();
    } else {
      Problem.DELIVERY_NOT_FOUND.send(response, "There is no delivery with this id.");
    }
  }

  private static ObjectNode describe(StoredWebhook webhook) {
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

  private static ObjectNode describe(Delivery delivery) {
    ObjectNode json =
        JsonMapper.shared()
            .createObjectNode()
            .put("id", delivery.name())
            .put("event", delivery.type())
            .put("state", delivery.state())
            .put("createdAt", delivery.createdAt().toString());
    delivery.nextAt().ifPresent(at -> json.put("nextAttemptAt", at.toString()));
    var attempts = json.putArray("attempts");
    delivery.attempts().forEach(attempt -> attempts.add(describe(attempt)));
    return json;
  }

  private static ObjectNode describe(Attempt attempt) {
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

  private static void otherMethod(ServerRequest request, ServerResponse response) {
    Problem.METHOD_NOT_ALLOWED.send(response, "This address does not know the method.");
  }

  private static void send(ServerResponse response, Status status, ObjectNode json) {
    response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    response.status(status).send(json + "\n");
  }
}
