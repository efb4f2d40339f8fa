package dev.tincan.server.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.server.TincanServer;
import dev.tincan.server.config.ServerConfig;
import dev.tincan.server.testing.TestConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What both carriers promise, against a real server; then what only the HTTP carrier has [S30].
class CarriersIT {
  private static final String HELLO = "{\"type\":\"hello\",\"v\":1}";
  private static final Named<TestCarrier.Opener> WEB_SOCKET =
      Named.of("WebSocket", TestCarrier::webSocket);
  private static final Named<TestCarrier.Opener> HTTP = Named.of("HTTP", TestCarrier::http);

  @TempDir private Path dataDir;
  private TincanServer server;

  static Stream<Named<TestCarrier.Opener>> carriers() {
    return Stream.of(WEB_SOCKET, HTTP);
  }

  static Stream<Arguments> pairs() {
    return carriers().flatMap(from -> carriers().map(to -> Arguments.of(from, to)));
  }

  @BeforeEach
  void start() {
    server = TincanServer.start(config(dataDir));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// Any free ports, and everything as by default.
  static ServerConfig config(Path dataDir) {
    return TestConfig.of(dataDir);
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void answersComeInTheOrderOfTheRequests(TestCarrier.Opener opener) throws Exception {
    try (TestCarrier client = opener.open(server.httpPort(), HELLO)) {
      assertThat(client.next().path("type").stringValue()).isEqualTo("welcome");
      for (int seq = 1; seq <= 100; seq++) {
        client.send(lookUp(seq));
      }
      for (int seq = 1; seq <= 100; seq++) {
        JsonNode answer = client.next();
        assertThat(answer.path("seq").intValue()).isEqualTo(seq);
        assertThat(answer.path("re").stringValue()).isEqualTo("r" + seq);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void s31_aSessionGoesOnOverEitherCarrier(TestCarrier.Opener from, TestCarrier.Opener to)
      throws Exception {
    JsonNode ana;
    try (TestCarrier ben = to.open(server.httpPort(), HELLO)) {
      String benId = ben.next().path("participant").stringValue();
      try (TestCarrier before = from.open(server.httpPort(), HELLO)) {
        ana = before.next();
        before.send(join(1));
        assertThat(before.next().path("type").stringValue()).isEqualTo("callJoined");
        ben.send(join(1));
        assertThat(ben.next().path("body").path("participants").size()).isEqualTo(1);
        before.send(offer(2, benId, "v=0 " + "x".repeat(50_000)));
        JsonNode offer = ben.next();
        assertThat(offer.path("body").path("sdp").stringValue()).hasSize(50_004);
        for (int seq = 2; seq <= 6; seq++) {
          ben.send(offer(seq, ana.path("participant").stringValue(), "offer " + seq));
        }
      }
      String hello = resume(ana.path("resume").stringValue(), 1, 2);
      try (TestCarrier after = to.open(server.httpPort(), hello)) {
        JsonNode welcome = after.next();
        assertThat(welcome.path("resumed").booleanValue()).isTrue();
        assertThat(welcome.path("ack").intValue()).isEqualTo(2);
        assertThat(welcome.has("snapshot")).isFalse();
        assertThat(after.next().path("type").stringValue()).isEqualTo("participantJoined");
        for (int seq = 2; seq <= 6; seq++) {
          JsonNode offer = after.next();
          assertThat(offer.path("seq").intValue()).isEqualTo(seq + 1);
          assertThat(offer.path("body").path("sdp").stringValue()).isEqualTo("offer " + seq);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void s33_aSessionGoesOnAfterTheServerWasStartedAnew(TestCarrier.Opener opener) throws Exception {
    JsonNode before;
    try (TestCarrier client = opener.open(server.httpPort(), HELLO)) {
      before = client.next();
      client.send(join(1));
      assertThat(client.next().path("type").stringValue()).isEqualTo("callJoined");
      var farewell = new FutureTask<>(client::next);
      Thread.startVirtualThread(farewell);
      Thread.sleep(300); // The HTTP client must be asking by then.
      server.close();
      assertThat(farewell.get(5, TimeUnit.SECONDS).path("type").stringValue())
          .isEqualTo("goingAway");
    }
    server = TincanServer.start(config(dataDir));
    String hello = resume(before.path("resume").stringValue(), 1, 1);
    try (TestCarrier client = opener.open(server.httpPort(), hello)) {
      JsonNode after = client.next();
      assertThat(after.path("resumed").booleanValue()).isTrue();
      assertThat(after.path("participant")).isEqualTo(before.path("participant"));
      assertThat(after.path("instance")).isNotEqualTo(before.path("instance"));
      assertThat(after.path("snapshotSeq").intValue()).isEqualTo(1);
      assertThat(after.path("snapshot").path("call").stringValue()).isEqualTo("tea");
    }
  }

  @Test
  void s30_aBatchThatComesTwiceCountsOnce() throws Exception {
    try (TestCarrier.Http client = TestCarrier.http(server.httpPort(), HELLO)) {
      client.next();
      assertThat(client.post(2, "[" + lookUp(1) + "," + lookUp(2) + "]")).isEqualTo(204);
      assertThat(client.post(2, "[" + lookUp(3) + "]")).isEqualTo(204);
      assertThat(client.next().path("re").stringValue()).isEqualTo("r1");
      assertThat(client.next().path("re").stringValue()).isEqualTo("r2");
      assertThat(client.post(3, "[" + lookUp(3) + "]")).isEqualTo(204);
      assertThat(client.next().path("seq").intValue()).isEqualTo(3);
    }
  }

  @Test
  void s30_aSkippedBatchEndsTheConnection() throws Exception {
    try (TestCarrier.Http client = TestCarrier.http(server.httpPort(), HELLO)) {
      assertThat(client.post(3, "[]")).isEqualTo(409);
      assertThat(client.get(0, 0).statusCode()).isEqualTo(410);
    }
  }

  @Test
  void s30_aLostAnswerIsAskedForAgain() throws Exception {
    try (TestCarrier.Http client = TestCarrier.http(server.httpPort(), HELLO)) {
      String first = client.get(0, 5).body();
      assertThat(first).contains("welcome");
      assertThat(client.get(0, 5).body()).isEqualTo(first);
      assertThat(client.get(1, 0).body()).isEqualTo("{\"frames\":[]}");
      assertThat(client.get(0, 0).statusCode()).as("what was forgotten").isEqualTo(410);
    }
  }

  @Test
  void s30_whoWasTakenOverStillHearsIt() throws Exception {
    try (TestCarrier.Http old = TestCarrier.http(server.httpPort(), HELLO)) {
      String token = old.next().path("resume").stringValue();
      try (TestCarrier next = TestCarrier.http(server.httpPort(), resume(token, 0, 0))) {
        assertThat(next.next().path("resumed").booleanValue()).isTrue();
        assertThat(old.next().path("code").stringValue()).isEqualTo("session.taken_over");
        assertThat(old.get(2, 5).statusCode()).isEqualTo(410);
      }
    }
  }

  @Test
  void s30_aClosedConnectionIsGone() throws Exception {
    try (TestCarrier.Http client = TestCarrier.http(server.httpPort(), HELLO)) {
      assertThat(client.request("", "DELETE", "").statusCode()).isEqualTo(204);
      assertThat(client.post(2, "[]")).isEqualTo(410);
      assertThat(client.get(0, 0).statusCode()).isEqualTo(410);
    }
  }

  @Test
  void s30_whatIsNoBatchIsFatalOrRefused() throws Exception {
    try (TestCarrier.Http client = TestCarrier.http(server.httpPort(), "{]")) {
      assertThat(client.next().path("code").stringValue()).isEqualTo("protocol.invalid");
    }
    assertThat(post("https://elsewhere.example", "[]")).isEqualTo(403);
    assertThat(post("http://localhost:" + server.httpPort(), "[]")).isEqualTo(201);
    assertThat(post("http://localhost:" + server.httpPort(), "x".repeat(300_000))).isEqualTo(413);
  }

  private int post(String origin, String body) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://localhost:" + server.httpPort() + HttpCarrier.PATH))
              .header("Origin", origin)
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private static String lookUp(int seq) {
    return "{\"seq\":%d,\"ack\":0,\"id\":\"r%d\",\"type\":\"lookUpCall\",\"body\":{\"call\":\"tea\"}}"
        .formatted(seq, seq);
  }

  private static String join(int seq) {
    return "{\"seq\":%d,\"ack\":0,\"id\":\"r%d\",\"type\":\"joinCall\",\"body\":{\"call\":\"tea\",\"name\":\"Ana\",\"media\":{\"audio\":true,\"video\":true}}}"
        .formatted(seq, seq);
  }

  private static String offer(int seq, String to, String sdp) {
    return "{\"seq\":%d,\"ack\":0,\"type\":\"createOffer\",\"to\":\"%s\",\"body\":{\"sdp\":\"%s\",\"offerId\":\"o\"}}"
        .formatted(seq, to, sdp);
  }

  private static String resume(String token, int lastSeq, int acked) {
    return "{\"type\":\"hello\",\"v\":1,\"resume\":\"%s\",\"lastSeq\":%d,\"acked\":%d}"
        .formatted(token, lastSeq, acked);
  }
}
