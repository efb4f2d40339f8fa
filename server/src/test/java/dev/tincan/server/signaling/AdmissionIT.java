package dev.tincan.server.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tincan.server.TincanServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A client that keeps to no rule but those of WebSockets gets into no call it may not enter, and
/// learns nothing of others: [S83]-[S93].
class AdmissionIT {
  private static final String HELLO = "{\"type\":\"hello\",\"v\":1}";
  private static final String MEDIA = "\"media\":{\"audio\":true,\"video\":true}";

  @TempDir Path dataDir;

  private TincanServer server;

  @BeforeEach
  void start() {
    server = TincanServer.start(CarriersIT.config(dataDir));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// Numbers what it sends, and skips what is no answer.
  private final class Client implements AutoCloseable {
    private final TestCarrier carrier;
    private int seq;

    Client() {
      carrier = TestCarrier.webSocket(server.httpPort(), HELLO);
    }

    JsonNode ask(String type, String body) throws Exception {
      seq++;
      String id = "r" + seq;
      carrier.send(
          "{\"seq\":%d,\"ack\":0,\"id\":\"%s\",\"type\":\"%s\",\"body\":%s}"
              .formatted(seq, id, type, body));
      return await(id);
    }

    JsonNode join(String call, String more) throws Exception {
      return ask(
          "joinCall",
          "{\"call\":\"%s\",\"name\":\"Eve\",%s%s}".formatted(call, MEDIA, more));
    }

    JsonNode awaitType(String type) throws Exception {
      JsonNode frame = carrier.next();
      while (!frame.path("type").asString("").equals(type)) {
        frame = carrier.next();
      }
      return frame;
    }

    private JsonNode await(String id) throws Exception {
      JsonNode frame = carrier.next();
      while (!frame.path("re").asString("").equals(id)) {
        frame = carrier.next();
      }
      return frame;
    }

    @Override
    public void close() {
      carrier.close();
    }
  }

  @Test
  void s89_foreignAndWrongKeysAreRefusedAndAGuestIsNoHost() throws Exception {
    try (var ana = new Client();
        var eve = new Client()) {
      JsonNode call = ana.ask("createCall", "{\"invitedOnly\":true}").path("body");
      JsonNode other = ana.ask("createCall", "{}").path("body");
      String id = call.path("call").stringValue();

      assertThat(code(eve.join(id, ""))).isEqualTo("call.invitation_needed");
      assertThat(code(eve.join(id, key(other.path("hostKey"))))).isEqualTo("call.link_invalid");
      JsonNode joined = eve.join(id, key(call.path("links").path("viewer")));
      assertThat(joined.path("body").path("role").stringValue()).isEqualTo("viewer");
      assertThat(code(eve.ask("endCall", "{}"))).isEqualTo("call.not_host");
    }
  }

  @Test
  void s92_thePassphraseIsAskedForHashedAndCompared() throws Exception {
    try (var ana = new Client();
        var ben = new Client()) {
      JsonNode call = ana.ask("createCall", "{\"passphrase\":\"open sesame\"}").path("body");
      String id = call.path("call").stringValue();

      assertThat(code(ben.join(id, ""))).isEqualTo("call.passphrase_needed");
      assertThat(code(ben.join(id, ",\"passphrase\":\"open barley\"")))
          .isEqualTo("call.passphrase_wrong");
      assertThat(ben.join(id, ",\"passphrase\":\" open sesame \"").path("type").stringValue())
          .isEqualTo("callJoined");
      assertThat(ana.join(id, key(call.path("hostKey"))).path("type").stringValue())
          .isEqualTo("callJoined");
    }
  }

  @Test
  void s83_whoIsEarlyIsToldWhenTheCallOpens() throws Exception {
    try (var ana = new Client();
        var ben = new Client()) {
      Instant start = Instant.now().plus(Duration.ofSeconds(3));
      JsonNode call =
          ana.ask("createCall", "{\"startsAt\":\"%s\",\"zone\":\"Europe/Berlin\"}".formatted(start))
              .path("body");
      String id = call.path("call").stringValue();

      JsonNode refused = ben.join(id, "");
      assertThat(code(refused)).isEqualTo("call.not_started");
      assertThat(Instant.parse(refused.path("body").path("details").path("startsAt").stringValue()))
          .isCloseTo(start, within(1, ChronoUnit.MILLIS));
      ben.awaitType("callOpened");
      assertThat(Instant.now()).isAfterOrEqualTo(start.minusMillis(1));
      assertThat(ben.join(id, "").path("type").stringValue()).isEqualTo("callJoined");
    }
  }

  @Test
  void s93_aThousandGuessesAtIdsAreSlowedAndCounted() throws Exception {
    try (var ana = new Client();
        var eve = new Client()) {
      String id = ana.ask("createCall", "{}").path("body").path("call").stringValue();
      int told = 0;
      for (int i = 0; i < 200; i++) {
        String guess = "aaaa-bbbbbb-%c%c%c%c".formatted('a' + i / 26 % 26, 'a' + i % 26, 'c', 'd');
        if (code(eve.ask("lookUpCall", "{\"call\":\"%s\"}".formatted(guess)))
            .equals("call.not_found")) {
          told++;
        }
      }
      assertThat(told).isBetween(20, 40);
      assertThat(code(eve.ask("lookUpCall", "{\"call\":\"%s\"}".formatted(id))))
          .isEqualTo("call.rate_limited");
      assertThat(metrics()).contains("tincan_rejected_total{code=\"call.rate_limited\"}");
    }
  }

  private static String key(JsonNode secret) {
    return ",\"key\":\"" + secret.stringValue() + "\"";
  }

  private static String code(JsonNode answer) {
    return answer.path("body").path("code").asString("");
  }

  private String metrics() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://localhost:" + server.httpPort() + "/metrics");
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
