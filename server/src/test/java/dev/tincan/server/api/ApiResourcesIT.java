package dev.tincan.server.api;

import static dev.tincan.server.api.ApiRig.hostKey;
import static dev.tincan.server.api.ApiRig.json;
import static dev.tincan.server.api.ApiRig.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.auth.Scope;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Planning calls by the API, as its description has it.
class ApiResourcesIT {
  private final Instant tomorrow =
      Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
  private final String plan =
      """
      {"title":"Choir practice","startsAt":"%s","zone":"Europe/Berlin","lengthMinutes":90,
       "recurrence":"FREQ=WEEKLY;COUNT=10","lobby":true,"passphrase":"eleven herons",
       "lingeringSeconds":60,"lengthMaxMinutes":240}
      """
          .formatted(tomorrow);

  @TempDir private static Path dataDir;
  private static ApiRig rig;

  @BeforeAll
  static void start() {
    rig = new ApiRig(dataDir, "--api-cors-origins=https://app.example.org");
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  @Test
  void allThatWasAgreedIsToldAgainButForThePassphrase() throws Exception {
    JsonNode created = rig.created(plan);
    HttpResponse<String> answer = rig.to("GET", path(created)).send();
    JsonNode call = json(answer);
    assertThat(call.path("state").stringValue()).isEqualTo("scheduled");
    assertThat(call.path("startsAt").stringValue()).isEqualTo(tomorrow.toString());
    assertThat(call.path("zone").stringValue()).isEqualTo("Europe/Berlin");
    assertThat(call.path("lengthMinutes").intValue()).isEqualTo(90);
    assertThat(call.path("recurrence").stringValue()).isEqualTo("FREQ=WEEKLY;COUNT=10");
    assertThat(call.path("lobby").booleanValue()).isTrue();
    assertThat(call.path("invitedOnly").booleanValue()).isFalse();
    assertThat(call.path("passphrase").booleanValue()).isTrue();
    assertThat(call.path("lingeringSeconds").intValue()).isEqualTo(60);
    assertThat(call.path("lengthMaxMinutes").intValue()).isEqualTo(240);
    assertThat(answer.body()).doesNotContain("herons").doesNotContain("pbkdf2");
    assertThat(answer.body()).doesNotContain(hostKey(created));
  }

  @Test
  void aChangeChangesWhatItNamesAndNothingElse() throws Exception {
    JsonNode created = rig.created(plan);
    HttpResponse<String> changed =
        patch(created, "\"1\"", "{\"title\":\"Rehearsal\",\"recurrence\":null}");
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    JsonNode call = json(changed);
    assertThat(call.path("title").stringValue()).isEqualTo("Rehearsal");
    assertThat(call.has("recurrence")).isFalse();
    assertThat(call.path("startsAt").stringValue()).isEqualTo(tomorrow.toString());
    assertThat(call.path("passphrase").booleanValue()).isTrue();
    assertThat(call.path("revision").intValue()).isEqualTo(2);
    assertThat(json(rig.to("GET", path(created)).send())).isEqualTo(call);
  }

  @Test
  void aChangeOfWhatSomebodyElseChangedIsRefused() throws Exception {
    JsonNode created = rig.created("{}");
    refused(rig.to("PATCH", path(created)).json("{}").send(), 428, "revision.missing");
    assertThat(patch(created, "\"1\"", "{\"title\":\"One\"}").statusCode()).isEqualTo(200);
    for (String stale : List.of("\"1\"", "\"1.abc\"", "W/\"2\"", "2", "\"", "\"22\"", ",")) {
      refused(patch(created, stale, "{\"title\":\"Two\"}"), 412, "revision.stale");
    }
    assertThat(patch(created, "\"7\", \"2\"", "{\"title\":\"Two\"}").statusCode()).isEqualTo(200);
    assertThat(patch(created, "*", "{\"title\":\"Three\"}").statusCode()).isEqualTo(200);
    HttpResponse<String> canceled =
        rig.to("DELETE", path(created)).header("If-Match", "\"1\"").send();
    refused(canceled, 412, "revision.stale");
  }

  @Test
  void whoHasTheCallAsItIsGetsItNotAgain() throws Exception {
    JsonNode created = rig.created("{}");
    String tag = rig.to("GET", path(created)).send().headers().firstValue("ETag").orElseThrow();
    assertThat(tag).startsWith("\"1.");
    HttpResponse<String> same =
        rig.to("GET", path(created)).header("If-None-Match", "\"x\", W/" + tag).send();
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.headers().firstValue("ETag")).contains(tag);
    HttpResponse<String> changed = patch(created, tag, "{\"title\":\"New\"}");
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(rig.to("GET", path(created)).header("If-None-Match", tag).send().statusCode())
        .isEqualTo(200);
  }

  @Test
  void aCanceledCallIsOver() throws Exception {
    JsonNode created = rig.created(plan);
    assertThat(rig.to("DELETE", path(created)).send().statusCode()).isEqualTo(204);
    JsonNode over = json(rig.to("GET", path(created)).send());
    assertThat(over.path("state").stringValue()).isEqualTo("ended");
    assertThat(over.path("endReason").stringValue()).isEqualTo("canceled");
    refused(rig.to("DELETE", path(created)).send(), 409, "call.ended");
    refused(rig.to("POST", path(created) + "/end").send(), 409, "call.ended");
    refused(patch(created, "*", "{}"), 409, "call.ended");
    refused(
        rig.to("POST", path(created) + "/links").json("{\"role\":\"guest\"}").send(),
        409,
        "call.ended");
  }

  @Test
  void whenAndWhyACallEndedIsToldAlsoWhileThatIsBeingStored() throws Exception {
    JsonNode created = rig.created("{}");
    try (var executor = Executors.newVirtualThreadPerTaskExecutor();
        var other = DriverManager.getConnection("jdbc:sqlite:" + dataDir.resolve("tincan.db"));
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      var ending = executor.submit(() -> rig.to("POST", path(created) + "/end").send());
      var seen = executor.submit(() -> firstEnded(created));
      await().during(Duration.ofMillis(500)).until(() -> !ending.isDone());
      statement.execute("COMMIT");
      assertThat(seen.get().path("endReason").stringValue()).isEqualTo("host");
      assertThat(seen.get().has("endedAt")).isTrue();
    }
  }

  private static JsonNode firstEnded(JsonNode created) throws Exception {
    while (true) {
      JsonNode call = json(rig.to("GET", path(created)).send());
      if (call.path("state").stringValue().equals("ended")) {
        return call;
      }
    }
  }

  @Test
  void callsComeInPagesByTheirTime() throws Exception {
    ApiKey own = rig.addKey(Scope.USUAL);
    var ids = new ArrayList<String>();
    for (int day = 1; day <= 5; day++) {
      String plan = "{\"startsAt\":\"" + tomorrow.plus(Duration.ofDays(6 - day)) + "\"}";
      HttpResponse<String> answer = rig.to("POST", "/calls").as(own.unredacted()).json(plan).send();
      ids.addFirst(json(answer).path("id").stringValue());
    }
    assertThat(pages(own, "?limit=2")).isEqualTo(ids);
    assertThat(pages(own, "?limit=100&state=scheduled")).isEqualTo(ids);
    assertThat(pages(own, "?limit=2&state=live")).isEmpty();
    String from = "from=" + tomorrow.plus(Duration.ofDays(2));
    assertThat(pages(own, "?" + from)).isEqualTo(ids.subList(1, 5));
    String until = "until=" + tomorrow.plus(Duration.ofDays(3));
    assertThat(pages(own, "?" + from + "&" + until)).isEqualTo(ids.subList(1, 2));
    String gone = "/calls/" + ids.get(2);
    assertThat(rig.to("DELETE", gone).as(own.unredacted()).send().statusCode()).isEqualTo(204);
    assertThat(pages(own, "?state=ended")).containsExactly(ids.get(2));
    assertThat(pages(own, "?state=scheduled&limit=1")).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?state=lively",
        "?limit=0",
        "?limit=101",
        "?limit=x",
        "?from=tomorrow",
        "?until=2027-03-01",
        "?cursor=x",
        "?cursor=MS5hYQ",
        "?color=red",
        "?limit=1&limit=2",
        "?from=%2B999999999-12-31T23:59:59Z"
      })
  void aQueryThatIsNoneIsRefused(String query) throws Exception {
    refused(rig.to("GET", "/calls" + query).send(), 400, "request.invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"titel\":\"x\"}",
        "{\"title\":\"a\\nb\"}",
        "{\"title\":\"\\ud800\"}",
        "{\"title\":\"\\u0000\"}",
        "{\"title\":\"a\",\"title\":\"b\"}",
        "{\"startsAt\":\"tomorrow\"}",
        "{\"startsAt\":\"\"}",
        "{\"startsAt\":\"2027-03-01\"}",
        "{\"startsAt\":7}",
        "{\"startsAt\":\"2001-01-01T00:00:00Z\"}",
        "{\"startsAt\":\"2999-01-01T00:00:00Z\"}",
        "{\"zone\":\"Europe/Berlin\"}",
        "{\"lengthMinutes\":60}",
        "{\"lobby\":\"yes\"}",
        "{\"lobby\":1}",
        "{\"lingeringSeconds\":-1}",
        "{\"lingeringSeconds\":1.5}",
        "{\"lengthMaxMinutes\":99999999999999999999}",
        "{\"passphrase\":[]}",
        "{\"link\":\"x\"}"
      })
  void aPlanThatIsNoneIsRefused(String plan) throws Exception {
    refused(rig.create(plan), 400, "request.invalid");
  }

  @Test
  void aWrongZoneOrRuleIsRefused() throws Exception {
    String start = "{\"startsAt\":\"" + tomorrow + "\",";
    for (String rest :
        List.of(
            "\"zone\":\"Mars/Base\"}",
            "\"zone\":\"+01:00\"}",
            "\"recurrence\":\"FREQ=SECONDLY\"}",
            "\"recurrence\":\"often\"}",
            "\"lengthMinutes\":0}")) {
      refused(rig.create(start + rest), 400, "request.invalid");
    }
  }

  @Test
  void anUnknownMemberIsNamed() throws Exception {
    HttpResponse<String> answer = rig.create("{\"colour\":\"red\"}");
    assertThat(json(answer).path("detail").stringValue()).contains("'colour'").contains("title");
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedHoweverItComes() throws Exception {
    String large = "{\"title\":\"" + "x".repeat(20_000) + "\"}";
    refused(rig.create(large), 413, "request.too_large");
    var chunked =
        BodyPublishers.ofInputStream(
            () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)));
    refused(
        rig.to("POST", "/calls").body("application/json", chunked).send(),
        413,
        "request.too_large");
    JsonNode created = rig.created("{}");
    refused(patch(created, "*", large), 413, "request.too_large");
    refused(rig.to("POST", path(created) + "/links").json(large).send(), 413, "request.too_large");
    refused(rig.to("POST", path(created) + "/end").json(large).send(), 413, "request.too_large");
    refused(rig.to("POST", "/turn-credentials").json(large).send(), 413, "request.too_large");
    refused(rig.to("DELETE", path(created)).json(large).send(), 413, "request.too_large");
  }

  @Test
  void whatNeedsNoBodyTakesNone() throws Exception {
    JsonNode created = rig.created("{}");
    refused(
        rig.to("POST", path(created) + "/end").json("{\"now\":true}").send(),
        400,
        "request.invalid");
    refused(rig.to("DELETE", path(created)).json("{}").send(), 400, "request.invalid");
  }

  @Test
  void aKeySeesItsOwnCallsAndAnAdministratorAll() throws Exception {
    JsonNode created = rig.created("{}");
    ApiKey stranger = rig.addKey(Scope.USUAL);
    for (String method : List.of("GET", "DELETE")) {
      refused(
          rig.to(method, path(created)).as(stranger.unredacted()).send(), 404, "call.not_found");
    }
    refused(
        rig.to("PATCH", path(created))
            .as(stranger.unredacted())
            .header("If-Match", "*")
            .json("{}")
            .send(),
        404,
        "call.not_found");
    for (String below : List.of("/end", "/links")) {
      refused(
          rig.to("POST", path(created) + below).as(stranger.unredacted()).json("{}").send(),
          404,
          "call.not_found");
    }
    for (String below : List.of("/participants", "/links")) {
      refused(
          rig.to("GET", path(created) + below).as(stranger.unredacted()).send(),
          404,
          "call.not_found");
    }
    assertThat(pages(stranger, "")).isEmpty();
    ApiKey admin = rig.addKey(EnumSet.of(Scope.CALLS_READ, Scope.ADMIN));
    assertThat(rig.to("GET", path(created)).as(admin.unredacted()).send().statusCode())
        .isEqualTo(200);
    assertThat(pages(admin, "?limit=100")).contains(created.path("id").stringValue());
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /calls, calls:read",
    "GET, /calls, calls:write",
    "GET, CALL, calls:write",
    "PATCH, CALL, calls:read",
    "DELETE, CALL, calls:read",
    "POST, CALL/end, calls:read",
    "GET, CALL/participants, calls:write",
    "GET, CALL/links, calls:write",
    "POST, CALL/links, calls:read",
    "DELETE, CALL/links/host, calls:read",
    "POST, /turn-credentials, calls:write"
  })
  void aKeyDoesWhatItsScopesSay(String method, String where, String scope) throws Exception {
    ApiKey narrow = rig.addKey(Set.of(Scope.of(scope).orElseThrow()));
    String path = where.replace("CALL", path(rig.created("{}")));
    HttpResponse<String> answer = rig.to(method, path).as(narrow.unredacted()).json("{}").send();
    refused(answer, 403, "scope.missing");
    assertThat(json(answer).path("detail").stringValue()).contains("--scope");
  }

  @Test
  void theHostKeyOpensTheRoutesOfItsCallAndNoOther() throws Exception {
    JsonNode own = rig.created("{\"title\":\"Own\"}");
    JsonNode other = rig.created("{\"title\":\"Other\"}");
    String bearer = hostKey(own);
    assertThat(rig.to("GET", path(own)).as(bearer).send().statusCode()).isEqualTo(200);
    assertThat(
            rig.to("PATCH", path(own))
                .as(bearer)
                .header("If-Match", "\"1\"")
                .json("{\"lobby\":true}")
                .send()
                .statusCode())
        .isEqualTo(200);
    JsonNode link =
        json(
            rig.to("POST", path(own) + "/links")
                .as(bearer)
                .json("{\"role\":\"guest\",\"name\":\"Ana\"}")
                .send());
    refused(rig.to("GET", path(other)).as(bearer).send(), 401, "key.invalid");
    refused(rig.to("POST", "/calls").as(bearer).json("{}").send(), 401, "key.invalid");
    refused(rig.to("GET", "/calls").as(bearer).send(), 401, "key.invalid");
    refused(rig.to("POST", "/turn-credentials").as(bearer).json("{}").send(), 401, "key.invalid");
    String guest = ApiRig.secretOf(link.path("link").stringValue());
    refused(rig.to("GET", path(own)).as(guest).send(), 401, "key.invalid");
    assertThat(rig.to("DELETE", path(own)).as(bearer).send().statusCode()).isEqualTo(204);
  }

  @Test
  void aLinkIsMadeForOnePersonAndItsSecretToldOnce() throws Exception {
    JsonNode call = rig.created("{}");
    HttpResponse<String> made =
        rig.to("POST", path(call) + "/links")
            .json("{\"role\":\"viewer\",\"name\":\"Ana\",\"expiresAt\":\"" + tomorrow + "\"}")
            .send();
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    String link = json(made).path("link").stringValue();
    assertThat(link).startsWith(call.path("link").stringValue() + "#view=");
    HttpResponse<String> all = rig.to("GET", path(call) + "/links").send();
    assertThat(all.body()).doesNotContain(ApiRig.secretOf(link));
    assertThat(Stream.of("name", "role", "expiresAt").map(json(made)::path))
        .extracting(JsonNode::stringValue)
        .containsExactly("Ana", "viewer", tomorrow.toString());
    assertThat(ids(json(all).path("links"))).contains("host", json(made).path("id").stringValue());
    String at = made.headers().firstValue("Location").orElseThrow().substring("/api/v1".length());
    assertThat(rig.to("DELETE", at).send().statusCode()).isEqualTo(204);
    refused(rig.to("DELETE", at).send(), 404, "link.not_found");
    assertThat(ids(json(rig.to("GET", path(call) + "/links").send()).path("links")))
        .doesNotContain(json(made).path("id").stringValue());
  }

  @Test
  void aHostLinkThatWasDeletedOpensNothing() throws Exception {
    JsonNode call = rig.created("{}");
    assertThat(rig.to("DELETE", path(call) + "/links/host").send().statusCode()).isEqualTo(204);
    refused(rig.to("GET", path(call)).as(hostKey(call)).send(), 401, "key.invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"role\":\"king\"}",
        "{\"role\":7}",
        "{\"role\":\"guest\",\"secret\":\"x\"}",
        "{\"role\":\"guest\",\"expiresAt\":\"2001-01-01T00:00:00Z\"}"
      })
  void aLinkThatIsNoneIsRefused(String link) throws Exception {
    refused(
        rig.to("POST", path(rig.created("{}")) + "/links").json(link).send(),
        400,
        "request.invalid");
  }

  @Test
  void turnCredentialsEndWhenTheySay() throws Exception {
    HttpResponse<String> made =
        rig.to("POST", "/turn-credentials").json("{\"name\":\"bot\",\"ttlSeconds\":120}").send();
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    JsonNode credentials = json(made);
    assertThat(credentials.path("username").stringValue()).endsWith(":bot");
    long until = Instant.parse(credentials.path("expiresAt").stringValue()).getEpochSecond();
    assertThat(credentials.path("username").stringValue()).startsWith(until + ":");
    assertThat(credentials.path("urls").get(0).stringValue()).startsWith("turn:localhost:");
    for (String wrong : List.of("{\"ttlSeconds\":5}", "{\"name\":\"call/x\"}", "{\"user\":1}")) {
      refused(rig.to("POST", "/turn-credentials").json(wrong).send(), 400, "request.invalid");
    }
  }

  @Test
  void aRequestThatComesAgainDoesNothingAndGetsTheSameAnswer() throws Exception {
    HttpResponse<String> first = once("k-1", "{\"title\":\"Once\"}");
    HttpResponse<String> again = once("k-1", "{\"title\":\"Once\"}");
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
    assertThat(again.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"));
    refused(once("k-1", "{\"title\":\"Twice\"}"), 422, "idempotency_key_reused");
    refused(once("k 1", "{}"), 400, "request.invalid");
    ApiKey other = rig.addKey(Scope.USUAL);
    HttpResponse<String> others =
        rig.to("POST", "/calls")
            .as(other.unredacted())
            .header("Idempotency-Key", "k-1")
            .json("{\"title\":\"Once\"}")
            .send();
    assertThat(json(others).path("id")).isNotEqualTo(json(first).path("id"));
  }

  @Test
  void everyPostMayComeAgain() throws Exception {
    JsonNode call = rig.created("{}");
    for (String where : List.of(path(call) + "/links", "/turn-credentials", path(call) + "/end")) {
      String body =
          where.endsWith("links") ? "{\"role\":\"guest\"}" : where.endsWith("end") ? "" : "{}";
      HttpResponse<String> first =
          rig.to("POST", where).header("Idempotency-Key", "same").json(body).send();
      HttpResponse<String> again =
          rig.to("POST", where).header("Idempotency-Key", "same-" + where).json(body).send();
      if (first.statusCode() == 422) {
        refused(first, 422, "idempotency_key_reused");
        first = again;
        again = rig.to("POST", where).header("Idempotency-Key", "same-" + where).json(body).send();
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.statusCode()).isEqualTo(first.statusCode());
      }
    }
  }

  @Test
  void anAnswerThatIsKeptCannotBeReadInTheDatabase() throws Exception {
    String secret = hostKey(json(once("k-secret", "{\"title\":\"Quiet heron\"}")));
    for (Path file : List.of(dataDir.resolve("tincan.db"), dataDir.resolve("tincan.db-wal"))) {
      String stored = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      assertThat(stored.contains(secret)).isFalse();
      assertThat(stored.contains(rig.key.secret().unredacted())).isFalse();
    }
  }

  @Test
  void oneRequestSentManyTimesAtOnceMakesOneCall() throws Exception {
    Callable<HttpResponse<String>> send = () -> once("k-many", "{\"passphrase\":\"slow\"}");
    var created = new HashSet<String>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : executor.invokeAll(java.util.Collections.nCopies(8, send))) {
        if (answer.get().statusCode() == 201) {
          created.add(json(answer.get()).path("id").stringValue());
        } else {
          refused(answer.get(), 409, "idempotency_key_in_use");
        }
      }
    }
    assertThat(created).hasSize(1);
  }

  @Test
  void aListedSiteMayUseTheApiAndNoOther() throws Exception {
    HttpResponse<String> asked = preflight("https://app.example.org");
    assertThat(asked.statusCode()).isEqualTo(204);
    assertThat(asked.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://app.example.org");
    assertThat(asked.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
        .contains("PATCH");
    for (String path : List.of("/webhooks", "/events")) {
      assertThat(preflight(path, "https://app.example.org").statusCode()).as(path).isEqualTo(204);
    }
    // The administrator's page comes from the server itself.
    assertThat(preflight("/admin/overview", "https://app.example.org").statusCode()).isEqualTo(404);
    HttpResponse<String> other = preflight("https://evil.example");
    refused(other, 403, "origin.not_allowed");
    assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    HttpResponse<String> read =
        rig.to("GET", "/calls").header("Origin", "https://app.example.org").send();
    assertThat(read.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
        .contains("ETag");
    HttpResponse<String> foreign =
        rig.to("GET", "/calls").header("Origin", "https://evil.example").send();
    assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void theDescriptionIsServedAsFileAndPage() throws Exception {
    HttpResponse<String> yaml = rig.to("GET", "/openapi.yaml").as("none").send();
    assertThat(yaml.body()).isEqualTo(Files.readString(Path.of("../docs/api/openapi.yaml")));
    HttpResponse<String> page = rig.to("GET", "/docs").as("none").send();
    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(page.body()).contains("/calls/{call}/links").contains("Idempotency-Key");
    assertThat(page.body())
        .doesNotContain("<script")
        .doesNotContain("src=")
        .doesNotContain("=\"http");
  }

  private HttpResponse<String> preflight(String origin) throws Exception {
    return preflight("/calls", origin);
  }

  private HttpResponse<String> preflight(String path, String origin) throws Exception {
    return rig.to("OPTIONS", path)
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "POST")
        .send();
  }

  private static HttpResponse<String> once(String idempotencyKey, String plan) throws Exception {
    return rig.to("POST", "/calls").header("Idempotency-Key", idempotencyKey).json(plan).send();
  }

  private static HttpResponse<String> patch(JsonNode call, String tag, String body)
      throws Exception {
    return rig.to("PATCH", path(call)).header("If-Match", tag).json(body).send();
  }

  private static String path(JsonNode call) {
    return "/calls/" + call.path("id").stringValue();
  }

  /// The ids of all calls, page by page.
  private static List<String> pages(ApiKey key, String query) throws Exception {
    var found = new ArrayList<String>();
    String next = "";
    while (true) {
      String path = "/calls" + query + (next.isEmpty() ? "" : "&cursor=" + next);
      HttpResponse<String> answer = rig.to("GET", path).as(key.unredacted()).send();
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      found.addAll(ids(json(answer).path("calls")));
      if (!json(answer).has("next")) {
        return found;
      }
      next = json(answer).path("next").stringValue();
    }
  }

  private static List<String> ids(JsonNode array) {
    return array.valueStream().map(item -> item.path("id").stringValue()).toList();
  }
}
