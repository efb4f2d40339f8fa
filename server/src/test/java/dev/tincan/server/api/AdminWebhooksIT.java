package dev.tincan.server.api;

import static dev.tincan.server.api.ApiRig.json;
import static dev.tincan.server.api.ApiRig.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.events.Receiver;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an administrator sees of the webhooks of all keys and does with them, against a real server
/// and real receivers.
@SuppressWarnings("NullAway") // fields that a method before each test sets
class AdminWebhooksIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ALL = "/admin/webhooks";

  private final List<Receiver> receivers = new ArrayList<>();
  @TempDir private Path dataDir;
  private ApiRig rig;
  private ApiKey admin;

  @BeforeEach
  void start() {
    rig = new ApiRig(dataDir, "--webhook-allow-private=127.0.0.0/8,::1");
    admin = rig.addKey(Set.of(Scope.ADMIN));
  }

  @AfterEach
  void stop() {
    rig.close();
    receivers.forEach(Receiver::close);
  }

  @Test
  void onlyAnAdminKeySeesThemAndActs() throws Exception {
    Receiver receiver = receiver(_ -> 200);
    String id = webhook(receiver).path("id").asString();
    List<String[]> acts =
        List.of(
            new String[] {"GET", ALL},
            new String[] {"DELETE", ALL + "/" + id},
            new String[] {"POST", ALL + "/" + id + "/test"},
            new String[] {"POST", ALL + "/" + id + "/enable"},
            new String[] {"POST", ALL + "/" + id + "/disable"},
            new String[] {"GET", ALL + "/" + id + "/deliveries"},
            new String[] {"POST", ALL + "/" + id + "/deliveries/evt_x/replay"});
    for (String[] act : acts) {
      refused(rig.to(act[0], act[1]).send(), 403, "scope.missing");
      refused(rig.to(act[0], act[1]).as("tin_wrong").send(), 401, "key.invalid");
    }
    assertThat(receiver.begun()).isZero();
    assertThat(json(get(ALL)).at("/webhooks/0").has("disabledAt")).isFalse();
    for (String[] act : acts.subList(1, acts.size())) {
      refused(
          rig.to(act[0], act[1].replace(id, "wh_x")).as(admin.unredacted()).send(),
          404,
          "webhook.not_found");
    }
  }

  @Test
  void thoseOfAllKeysAreToldWithoutTheirSecrets() throws Exception {
    String other = rig.addKey(Scope.USUAL).unredacted();
    JsonNode first = webhook(receiver(_ -> 200));
    JsonNode second =
        json(
            rig.to("POST", "/webhooks")
                .as(other)
                .json(
                    body(receiver(_ -> 200))
                        .replace("}", ",\"events\":[\"call.started\",\"call.ended\"]}"))
                .send());
    HttpResponse<String> answer = get(ALL);
    assertThat(answer.body())
        .doesNotContain(first.path("secret").asString(), second.path("secret").asString())
        .doesNotContain("whsec_");
    JsonNode all = json(answer);
    assertThat(all.path("webhooksNotShown").asInt()).isZero();
    assertThat(all.path("webhooks"))
        .extracting(it -> it.path("id").asString())
        .containsExactly(first.path("id").asString(), second.path("id").asString());
    JsonNode it = all.at("/webhooks/1");
    assertThat(it.at("/key/id").asString()).isEqualTo(ApiKey.parse(other).orElseThrow().id());
    assertThat(it.at("/key/name").asString()).isEqualTo("tests");
    assertThat(it.path("events")).hasSize(2);
    assertThat(it.path("waiting").asInt()).isZero();
  }

  @Test
  void aDeliveryThatFailedIsSeenAndReplayed() throws Exception {
    Receiver receiver = receiver(request -> request == 1 ? 503 : 200);
    webhook(receiver(_ -> 200));
    String path = ALL + "/" + webhook(receiver).path("id").asString();
    rig.created("{}");
    await().atMost(PATIENCE).until(() -> log(path).at("/deliveries/0/attempts/0").has("status"));
    JsonNode failing = json(get(ALL)).at("/webhooks/0");
    assertThat(failing.path("url").asString())
        .as("what does not work comes first")
        .isEqualTo(receiver.url());
    assertThat(failing.path("waiting").asInt()).isEqualTo(1);
    JsonNode delivery = log(path).at("/deliveries/0");
    assertThat(delivery.at("/attempts/0/answer").asString()).isEqualTo("said 503");

    String replay = path + "/deliveries/" + delivery.path("id").asString() + "/replay";
    assertThat(post(replay).statusCode()).isEqualTo(202);
    await()
        .atMost(PATIENCE)
        .until(() -> log(path).at("/deliveries/0/state").asString().equals("delivered"));
    assertThat(receiver.taken()).hasSize(1);
    assertThat(json(get(ALL)).at("/webhooks/1/waiting").asInt()).isZero();
    refused(post(path + "/deliveries/evt_x/replay"), 404, "delivery.not_found");
    assertThat(log(path + "/deliveries?before=1").path("deliveries")).isEmpty();
    refused(get(path + "/deliveries?before=x"), 400, "request.invalid");
  }

  @Test
  void oneThatIsDisabledIsToldOfNothingUntilItIsEnabled() throws Exception {
    Receiver receiver = receiver(request -> request == 1 ? 500 : 200);
    String path = ALL + "/" + webhook(receiver).path("id").asString();
    JsonNode failed = json(post(path + "/test"));
    assertThat(failed.path("delivered").asBoolean()).isFalse();
    assertThat(failed.path("status").asInt()).isEqualTo(500);

    assertThat(post(path + "/disable").statusCode()).isEqualTo(204);
    JsonNode disabled = json(get(ALL)).at("/webhooks/0");
    assertThat(disabled.path("disabledReason").asString())
        .isEqualTo("The administrator disabled it.");
    rig.created("{}");
    assertThat(post(path + "/enable").statusCode()).isEqualTo(204);
    assertThat(json(get(ALL)).at("/webhooks/0").has("disabledAt")).isFalse();
    rig.created("{\"title\":\"Choir practice\"}");
    await().atMost(PATIENCE).until(() -> receiver.taken().size() == 1);
    assertThat(receiver.taken().getFirst().json().at("/data/call/title").asString())
        .isEqualTo("Choir practice");
  }

  @Test
  void oneThatIsDeletedIsGoneForItsKeyToo() throws Exception {
    String id = webhook(receiver(_ -> 200)).path("id").asString();
    assertThat(rig.to("DELETE", ALL + "/" + id).as(admin.unredacted()).send().statusCode())
        .isEqualTo(204);
    refused(rig.to("GET", "/webhooks/" + id).send(), 404, "webhook.not_found");
    assertThat(json(get(ALL)).path("webhooks")).isEmpty();
  }

  @Test
  void aWebhookThatIsMadeTwiceUnderOneNameIsMadeOnceWithTheSameSecret() throws Exception {
    String body = body(receiver(_ -> 200));
    HttpResponse<String> first = made(body);
    HttpResponse<String> again = made(body);
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body()).contains("whsec_");
    assertThat(again.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"));
    assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
    assertThat(json(rig.to("GET", "/webhooks").send()).path("webhooks")).hasSize(1);
    refused(made(body(receiver(_ -> 200))), 422, "idempotency_key_reused");
  }

  private HttpResponse<String> made(String body) throws Exception {
    return rig.to("POST", "/webhooks").header("Idempotency-Key", "one").json(body).send();
  }

  private Receiver receiver(Receiver.Answer answer) throws Exception {
    var receiver = new Receiver(answer);
    receivers.add(receiver);
    return receiver;
  }

  private JsonNode webhook(Receiver receiver) throws Exception {
    HttpResponse<String> made = rig.to("POST", "/webhooks").json(body(receiver)).send();
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return json(made);
  }

  private static String body(Receiver receiver) {
    return JsonMapper.shared().createObjectNode().put("url", receiver.url()).toString();
  }

  private JsonNode log(String path) throws Exception {
    return json(get(path.contains("/deliveries") ? path : path + "/deliveries"));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return rig.to("GET", path).as(admin.unredacted()).send();
  }

  private HttpResponse<String> post(String path) throws Exception {
    return rig.to("POST", path).as(admin.unredacted()).send();
  }
}
