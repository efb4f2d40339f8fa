package dev.tincan.server.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import dev.tincan.calls.call.Admission;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.HostKey;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.Schedule;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.server.TincanServer;
import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.ApiKeyStore.StoredKey;
import dev.tincan.server.store.CallStore;
import dev.tincan.server.store.Database;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Webhooks and streams against a real server and real receivers.
class EventsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> THIS_MACHINE = List.of("127.0.0.0/8", "::1");
  private static final CallId SCHEDULED = new CallId("aaaa-bbbbbb-cccc");

  private final HttpClient client = HttpClient.newHttpClient();
  private final ApiKey key = ApiKey.random(new SecureRandom());
  private final HostKey hostKey = HostKey.random(new SecureRandom());
  private final List<AutoCloseable> toClose = new ArrayList<>();
  @TempDir private Path dataDir;
  private int port;

  @BeforeEach
  void makeKey() {
    try (Database database = Database.open(dataDir)) {
      addKey(database, key);
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable it : toClose.reversed()) {
      it.close();
    }
    client.close();
  }

  @Test
  void theWholeStoryOfACallArrivesExactlyOnceThoughTheReceiverFailsAndTheServerIsKilled()
      throws Exception {
    try (Database database = Database.open(dataDir)) {
      new CallStore(database).save(scheduled());
    }
    Receiver receiver = receiver(request -> request <= 3 ? 500 : 200);
    ServerProcess first = kept(ServerProcess.start(dataDir));
    port = first.port();
    String secret = webhook(receiver).path("secret").asString();

    Guest ana = kept(Guest.arrives(port));
    String anaToken = ana.await("welcome").path("resume").asString();
    ana.join(SCHEDULED.value(), "Ana", hostKey.unredacted());
    ana.await("callJoined");
    Guest ben = kept(Guest.arrives(port));
    ben.await("welcome");
    ben.join(SCHEDULED.value(), "Ben", null);
    ben.await("callJoined");
    ana.await("participantJoined");
    await().atMost(PATIENCE).until(() -> receiver.begun() > 0);
    first.kill();

    ServerProcess second = kept(ServerProcess.start(dataDir));
    port = second.port();
    Guest again = kept(ana.comesBack(port, anaToken));
    again.await("welcome");
    again.send("endCall", "{}");
    again.await("callEnded");
    List<String> whole =
        List.of(
            "call.started",
            "participant.joined",
            "participant.joined",
            "participant.left",
            "participant.left",
            "call.ended");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(story(receiver)).containsExactlyElementsOf(whole));

    assertThat(receiver.requests().stream().filter(it -> it.status() == 500)).hasSize(3);
    var library = new Webhook(secret);
    for (Receiver.Request request : receiver.requests()) {
      library.verify(
          request.body(),
          request.headers().entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, it -> List.of(it.getValue()))));
      assertThat(request.json().path("id").asString()).isEqualTo(request.id());
      assertThat(request.json().at("/data/call/id").asString()).isEqualTo(SCHEDULED.value());
    }
    JsonNode end =
        receiver.taken().stream()
            .filter(it -> it.type().equals("call.ended"))
            .findFirst()
            .orElseThrow()
            .json()
            .path("data");
    assertThat(end.path("reason").asString()).isEqualTo("host");
    assertThat(end.path("durationSeconds").asDouble()).isPositive();
    assertThat(end.path("participants"))
        .extracting(it -> it.path("name").asString())
        .containsExactly("Ana", "Ben");
  }

  @Test
  void aReceiverThatDoesNotAnswerHoldsUpNothing() throws Exception {
    var answer = new CountDownLatch(1);
    Receiver receiver =
        receiver(_ -> {
          answer.await();
          return 200;
        });
    start(THIS_MACHINE);
    webhook(receiver);
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      long begin = System.nanoTime();
      assertThat(post("/api/v1/calls", "{}").statusCode()).isEqualTo(201);
      millis.add((System.nanoTime() - begin) / 1_000_000);
    }
    await().atMost(PATIENCE).until(() -> receiver.begun() > 0);
    assertThat(receiver.requests()).isEmpty();
    millis.sort(null);
    System.out.printf(
        "50 calls made while a receiver does not answer: median %d ms, longest %d ms%n",
        millis.get(25), millis.getLast());
    answer.countDown();
    await().atMost(PATIENCE).until(() -> new HashSet<>(ids(receiver)).size() == 50);
  }

  @Test
  void eventsComeInTheirOrder() throws Exception {
    Receiver receiver = receiver(_ -> 200);
    start(THIS_MACHINE);
    webhook(receiver);
    for (int i = 0; i < 5; i++) {
      post("/api/v1/calls", "{}");
    }
    await().atMost(PATIENCE).until(() -> receiver.taken().size() == 5);
    assertThat(receiver.taken())
        .extracting(it -> it.json().path("number").asInt())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void aDeliveryIsLoggedAndReplayedUnderTheSameId() throws Exception {
    Receiver receiver = receiver(request -> request == 1 ? 503 : 200);
    start(THIS_MACHINE);
    String path = "/api/v1/webhooks/" + webhook(receiver).path("id").asString();
    post("/api/v1/calls", "{}");
    await().atMost(PATIENCE).until(() -> receiver.taken().size() == 1);
    await()
        .atMost(PATIENCE)
        .until(() -> log(path).at("/deliveries/0/state").asString().equals("delivered"));
    JsonNode delivery = log(path).at("/deliveries/0");
    assertThat(delivery.at("/attempts/0/status").asInt()).isEqualTo(503);
    assertThat(delivery.at("/attempts/0/answer").asString()).isEqualTo("said 503");
    assertThat(delivery.at("/attempts/1/status").asInt()).isEqualTo(200);

    String id = delivery.path("id").asString();
    assertThat(post(path + "/deliveries/" + id + "/replay", "").statusCode()).isEqualTo(202);
    await().atMost(PATIENCE).until(() -> receiver.taken().size() == 2);
    assertThat(receiver.taken()).extracting(Receiver.Request::id).containsOnly(id);
    refused(post(path + "/deliveries/evt_x/replay", ""), 404, "delivery.not_found");
  }

  @Test
  void aRedirectIsNotFollowedAndAGoneReceiverIsLeftAloneUntilATestArrives() throws Exception {
    Receiver receiver = receiver(request -> request == 1 ? 302 : request == 2 ? 410 : 200);
    start(THIS_MACHINE);
    String path = "/api/v1/webhooks/" + webhook(receiver).path("id").asString();
    JsonNode moved = json(post(path + "/test", ""));
    assertThat(moved.path("delivered").asBoolean()).isFalse();
    assertThat(moved.path("status").asInt()).isEqualTo(302);
    assertThat(receiver.begun()).isEqualTo(1);

    post("/api/v1/calls", "{}");
    await().atMost(PATIENCE).until(() -> json(get(path)).has("disabledReason"));
    try (var stream = stream("")) {
      post("/api/v1/calls", "{}");
      next(stream); // By then it is settled that nobody is sent this one.
    }
    assertThat(json(post(path + "/test", "")).path("delivered").asBoolean()).isTrue();
    assertThat(receiver.taken()).extracting(Receiver.Request::type).containsOnly("webhook.test");
    assertThat(json(get(path)).has("disabledReason")).isFalse();
    post("/api/v1/calls", "{}");
    await().atMost(PATIENCE).until(() -> receiver.taken().size() == 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "{\"url\":7}",
        "{\"url\":\"ftp://example.org/\"}",
        "{\"url\":\"https://\"}",
        "{\"url\":\"https://a:b@example.org/\"}",
        "{\"url\":\"http://localhost:9/\"}",
        "{\"url\":\"http://[::ffff:10.0.0.1]/\"}",
        "{\"url\":\"http://169.254.169.254/latest\"}",
        "{\"url\":\"https://8.8.8.8/\",\"events\":[]}",
        "{\"url\":\"https://8.8.8.8/\",\"events\":[\"webhook.test\"]}",
        "{\"url\":\"https://8.8.8.8/\",\"more\":1}",
        "[",
      })
  void aWebhookThatCannotBeIsRefused(String body) throws Exception {
    start(List.of());
    refused(post("/api/v1/webhooks", body), 400, "request.invalid");
  }

  @Test
  void aKeySeesItsOwnWebhooksAndEventsOnly() throws Exception {
    ApiKey other = ApiKey.random(new SecureRandom());
    try (Database database = Database.open(dataDir)) {
      addKey(database, other);
    }
    Receiver receiver = receiver(_ -> 200);
    start(THIS_MACHINE);
    String path = "/api/v1/webhooks/" + webhook(receiver).path("id").asString();
    assertThat(json(get(path)).has("secret")).isFalse();
    for (String sub : List.of("", "/deliveries")) {
      refused(send(request(path + sub, other).build()), 404, "webhook.not_found");
    }
    refused(send(request(path, other).DELETE().build()), 404, "webhook.not_found");
    assertThat(json(send(request("/api/v1/webhooks", other).build())).path("webhooks").size())
        .isZero();
    send(
        request("/api/v1/calls", other)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}"))
            .build());
    post("/api/v1/calls", "{}");
    await().atMost(PATIENCE).until(() -> !receiver.taken().isEmpty());
    assertThat(receiver.taken()).hasSize(1);

    assertThat(send(request(path, key).DELETE().build()).statusCode()).isEqualTo(204);
    refused(get(path), 404, "webhook.not_found");
    refused(
        send(request(path, key).PUT(BodyPublishers.noBody()).build()), 405, "method.not_allowed");
  }

  @Test
  void aStreamTellsWhatHappensAndResumesWhereItWas() throws Exception {
    start(List.of());
    String call;
    String last;
    try (var stream = stream("")) {
      call = json(post("/api/v1/calls", "{}")).path("id").asString();
      Map<String, String> event = next(stream);
      assertThat(event).containsEntry("event", "call.scheduled");
      assertThat(event.get("data")).contains(call);
      last = String.valueOf(event.get("id"));
    }
    post("/api/v1/calls/" + call + "/end", "");
    post("/api/v1/calls", "{}");
    try (var stream = stream(last)) {
      assertThat(next(stream)).containsEntry("event", "call.ended");
      assertThat(next(stream)).containsEntry("event", "call.scheduled");
    }
    refused(
        send(request("/api/v1/events", key).header("Last-Event-ID", "x").build()),
        400,
        "request.invalid");
  }

  @Test
  void aKeyMayHaveSoManyStreams() throws Exception {
    start(List.of());
    for (int i = 0; i < 10; i++) {
      kept(stream(""));
    }
    refused(send(request("/api/v1/events", key).build()), 429, "streams.too_many");
  }

  private void start(List<String> allowPrivate) {
    port = kept(TincanServer.start(ServerProcess.config(dataDir, allowPrivate))).httpPort();
  }

  private <T extends AutoCloseable> T kept(T it) {
    toClose.add(it);
    return it;
  }

  private Receiver receiver(Receiver.Answer answer) throws IOException {
    return kept(new Receiver(answer));
  }

  private JsonNode webhook(Receiver receiver) throws Exception {
    HttpResponse<String> made =
        post(
            "/api/v1/webhooks",
            JsonMapper.shared().createObjectNode().put("url", receiver.url()).toString());
    assertThat(made.statusCode()).isEqualTo(201);
    return json(made);
  }

  /// What the receiver took, in its order. What came twice, because the server was killed before it
  /// noted the answer, has the same id, and counts once.
  private static List<String> story(Receiver receiver) {
    Map<String, JsonNode> events = new LinkedHashMap<>();
    receiver.taken().forEach(request -> events.put(request.id(), request.json()));
    return events.values().stream()
        .sorted((a, b) -> Long.compare(a.path("number").asLong(), b.path("number").asLong()))
        .map(it -> it.path("type").asString())
        .toList();
  }

  private static List<String> ids(Receiver receiver) {
    return receiver.taken().stream().map(Receiver.Request::id).toList();
  }

  private JsonNode log(String path) throws Exception {
    return json(get(path + "/deliveries"));
  }

  private BufferedReader stream(String lastEventId) throws Exception {
    HttpRequest.Builder request = request("/api/v1/events", key);
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    var response = client.send(request.build(), BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
    var reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    assertThat(reader.readLine()).isEqualTo("retry: 3000");
    assertThat(reader.readLine()).isEmpty();
    return reader;
  }

  private static Map<String, String> next(BufferedReader stream) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = stream.readLine(); line != null && !line.isEmpty(); ) {
      lines.add(line);
      line = stream.readLine();
    }
    return lines.stream()
        .map(line -> line.split(": ", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private StoredCall scheduled() {
    var schedule =
        new Schedule(
            Instant.now().plus(Duration.ofHours(1)),
            ZoneId.of("Europe/Berlin"),
            Duration.ofMinutes(45),
            Optional.empty());
    var plan =
        new Plan(
            Optional.of("Choir practice"),
            Optional.of(schedule),
            Admission.OPEN,
            Optional.empty(),
            Optional.empty());
    var link =
        new JoinLink(
            "host", Role.HOST, hostKey.hash(), Optional.empty(), Instant.now(), Optional.empty());
    return new StoredCall(
        SCHEDULED,
        plan,
        List.of(link),
        Optional.of(key.id()),
        Instant.now(),
        1,
        false,
        Optional.empty());
  }

  private static void addKey(Database database, ApiKey added) {
    new ApiKeyStore(database)
        .add(
            new StoredKey(
                added.id(),
                "tests",
                added.secret().hash(),
                Scope.USUAL,
                Instant.now(),
                Optional.empty()));
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        request(path, key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path, key).build());
  }

  private HttpRequest.Builder request(String path, ApiKey bearer) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .header("Authorization", "Bearer " + bearer.unredacted());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  private static void refused(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(json(response).path("code").asString()).isEqualTo(code);
    assertThat(json(response).path("detail").asString()).isNotBlank();
  }
}
