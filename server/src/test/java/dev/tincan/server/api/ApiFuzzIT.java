package dev.tincan.server.api;

import static dev.tincan.server.api.ApiRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Requests that are made from the description and then bent. `-Drequests=10000` sends so many,
/// `-Dseed=42` the same again.
class ApiFuzzIT {
  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "\u0000",
          "\ud800",
          "\u202eabc",
          "'; DROP TABLE calls; --",
          "<script>alert(1)</script>",
          "../../etc/passwd",
          "x".repeat(300),
          "\uD83D\uDE00".repeat(120),
          "null",
          "-1",
          "1e400",
          "2027-02-30T00:00:00Z",
          "+1000000000-01-01T00:00:00Z",
          "FREQ=DAILY;COUNT=99999999999");

  @TempDir private Path dataDir;
  private final OpenApiOracle description = new OpenApiOracle();
  private final List<String> secrets = new ArrayList<>();

  @Test
  void noRequestBreaksTheServerOrMakesItTellASecret() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    int requests = Integer.getInteger("requests", 500);
    System.out.println("fuzzing the API with " + requests + " requests, -Dseed=" + seed);
    RandomGenerator random = new SplittableRandom(seed);
    // Mails go nowhere.
    try (var rig =
        new ApiRig(dataDir, "--smtp-url=smtp://127.0.0.1:1", "--mail-from=calls@example.org")) {
      secrets.add(rig.key.secret().unredacted());
      JsonNode call = rig.created("{\"passphrase\":\"eleven-herons\"}");
      secrets.add("eleven-herons");
      secrets.add(ApiRig.hostKey(call));
      String id = call.path("id").stringValue();
      for (int i = 0; i < requests; i++) {
        HttpResponse<String> answer = send(rig, random, id);
        assertThat(answer.statusCode()).as(i + ": " + answer.body()).isLessThan(500);
        boolean replayed = answer.headers().firstValue("Idempotency-Replayed").isPresent();
        if (!replayed) {
          tellsNoSecret(answer);
        }
        if (!replayed && answer.statusCode() == 201 && json(answer).has("hostLink")) {
          secrets.add(ApiRig.hostKey(json(answer)));
          id = json(answer).path("id").stringValue();
        }
      }
      tellsNoSecret(rig.to("GET", "/calls?limit=100").send());
    }
  }

  /// Beyond those that it makes, which are new.
  private void tellsNoSecret(HttpResponse<String> answer) {
    String headers = answer.headers().map().toString();
    for (String secret : secrets) {
      assertThat(answer.body().contains(secret) || headers.contains(secret)).isFalse();
    }
  }

  private HttpResponse<String> send(ApiRig rig, RandomGenerator random, String call)
      throws Exception {
    JsonNode paths = description.root().path("paths");
    // A stream of events does not end by itself.
    List<String> templates =
        paths.propertyNames().stream().filter(path -> !path.equals("/events")).toList();
    String template = pick(templates, random);
    List<String> methods =
        paths.path(template).propertyNames().stream()
            .filter(name -> !name.equals("parameters"))
            .toList();
    String method = random.nextInt(20) == 0 ? "put" : pick(methods, random);
    String path =
        template
            .replace("{call}", random.nextInt(10) == 0 ? "zzzz-zzzzzz-zzzz" : call)
            .replace("{link}", pick(List.of("host", "nobody", "%2e%2e", "%00"), random))
            .replaceAll("\\{\\w+}", pick(List.of("nothing", "1", "%2e%2e", "%00"), random));
    JsonNode operation = paths.path(template).path(method);
    ApiRig.Sending sending =
        rig.to(method.toUpperCase(Locale.ROOT), path + query(operation, random));
    if (random.nextInt(4) == 0) {
      sending.header("If-Match", pick(List.of("*", "\"1\"", "\"", "W/\"1\"", "1", ",,"), random));
    } else if (method.equals("patch")) {
      sending.header("If-Match", "*");
    }
    if (random.nextInt(5) == 0) {
      sending.header(
          "Idempotency-Key", pick(List.of("a", "b", "c d", "y".repeat(300), "\"q\""), random));
    }
    if (random.nextInt(10) == 0) {
      sending.header("If-None-Match", pick(List.of("*", "\"\"", ",", "W/"), random));
    }
    JsonNode content = operation.path("requestBody").path("content");
    if (!content.isEmpty()) {
      byte[] body = body(content.path("application/json").path("schema"), random);
      sending.body(
          random.nextInt(25) == 0 ? "text/plain" : "application/json",
          BodyPublishers.ofByteArray(body));
    }
    return sending.send();
  }

  private static String query(JsonNode operation, RandomGenerator random) {
    var query = new StringBuilder();
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("in").asString("").equals("query") && random.nextInt(3) == 0) {
        String value =
            pick(
                List.of(
                    "1", "50", "101", "live", "ended", "2027-01-01T00:00:00Z", "%ff", "%00", "MQ"),
                random);
        query.append(query.isEmpty() ? '?' : '&');
        query.append(parameter.path("name").stringValue()).append('=').append(value);
      }
    }
    return query.toString();
  }

  private byte[] body(JsonNode schema, RandomGenerator random) {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    JsonNode properties = resolved(schema).path("properties");
    for (String name : properties.propertyNames()) {
      if (random.nextInt(3) == 0) {
        object.set(name, value(resolved(properties.path(name)), random));
      }
    }
    if (random.nextInt(10) == 0) {
      object.put(pick(ODD, random), "x");
    }
    byte[] bytes = object.toString().getBytes(StandardCharsets.UTF_8);
    for (int bend = random.nextInt(8) == 0 ? 1 + random.nextInt(4) : 0; bend > 0; bend--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private JsonNode value(JsonNode schema, RandomGenerator random) {
    var json = JsonMapper.shared();
    JsonNode type = schema.path("type");
    String wanted = type.isArray() ? type.get(0).stringValue() : type.asString("string");
    int odd = random.nextInt(8);
    if (odd == 0) {
      return json.valueToTree(pick(ODD, random));
    }
    if (odd == 1) {
      return json.readTree(
          pick(List.of("null", "[]", "{}", "1e999", "-0", "true", "[[[[[[]]]]]]"), random));
    }
    if (schema.has("enum")) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
    }
    if (wanted.equals("boolean")) {
      return json.valueToTree(random.nextBoolean());
    }
    if (wanted.equals("integer")) {
      return json.valueToTree(random.nextInt(-10, 2_000));
    }
    if (schema.path("format").asString("").equals("date-time")) {
      return json.valueToTree("20" + random.nextInt(20, 40) + "-03-01T18:30:00Z");
    }
    return schema.has("examples") && random.nextBoolean()
        ? schema.path("examples").get(0)
        : json.valueToTree("w".repeat(random.nextInt(120)));
  }

  private JsonNode resolved(JsonNode schema) {
    return schema.has("$ref")
        ? description.root().at(schema.path("$ref").stringValue().substring(1))
        : schema;
  }

  private static <T> T pick(List<T> from, RandomGenerator random) {
    return from.get(random.nextInt(from.size()));
  }
}
