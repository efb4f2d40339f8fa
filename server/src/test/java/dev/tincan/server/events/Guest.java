package dev.tincan.server.events;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Somebody in a call, by a bare WebSocket.
final class Guest implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;

  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
  private final WebSocket socket;
  private int seq;
  private int seen;

  private Guest(int port, String hello, int seq, int seen) {
    this.seq = seq;
    this.seen = seen;
    socket =
        client
            .newWebSocketBuilder()
            .subprotocols("tincan.v1")
            .buildAsync(URI.create("ws://localhost:" + port + "/signal"), new Frames())
            .join();
    socket.sendText(hello, true).join();
  }

  static Guest arrives(int port) {
    return new Guest(port, "{\"type\":\"hello\",\"v\":1}", 0, 0);
  }

  /// The same session over another connection.
  Guest comesBack(int port, String resume) {
    String hello =
        "{\"type\":\"hello\",\"v\":1,\"resume\":\"%s\",\"lastSeq\":%d,\"acked\":%d}"
            .formatted(resume, seen, seq);
    return new Guest(port, hello, seq, seen);
  }

  void send(String type, String body) {
    seq++;
    String frame =
        "{\"seq\":%d,\"ack\":%d,\"id\":\"r%d\",\"type\":\"%s\",\"body\":%s}"
            .formatted(seq, seen, seq, type, body);
    socket.sendText(frame, true).join();
  }

  void join(String call, String name, @Nullable String key) {
    String secret = key == null ? "" : ",\"key\":\"" + key + "\"";
    send(
        "joinCall",
        "{\"call\":\"%s\",\"name\":\"%s\",\"media\":{\"audio\":true,\"video\":true}%s}"
            .formatted(call, name, secret));
  }

  /// The next frame of this type; what comes before it is passed over.
  JsonNode await(String type) throws InterruptedException {
    while (true) {
      JsonNode frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("No " + type + " came");
      }
      if (frame.path("seq").isNumber()) {
        seen = frame.path("seq").intValue();
      }
      if (frame.path("type").asString("").equals("error")) {
        throw new AssertionError(frame);
      }
      if (frame.path("type").asString("").equals(type)) {
        return frame;
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
  }

  private final class Frames implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        frames.add(JsonMapper.shared().readTree(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
