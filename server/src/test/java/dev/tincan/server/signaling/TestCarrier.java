package dev.tincan.server.signaling;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One connection of a client that is not a browser, over either carrier.
interface TestCarrier extends AutoCloseable {
  Duration PATIENCE = Duration.ofSeconds(20);
  JsonMapper JSON = JsonMapper.builder().build();

  void send(String frame) throws IOException, InterruptedException;

  /// The next frame; fails when none comes in time.
  JsonNode next() throws IOException, InterruptedException;

  @Override
  void close();

  /// Opens one to a server on this port of this machine, with `hello` as the first frame.
  @FunctionalInterface
  interface Opener {
    TestCarrier open(int port, String hello) throws IOException, InterruptedException;
  }

  static TestCarrier webSocket(int port, String hello) {
    BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    var listener =
        new WebSocket.Listener() {
          private final StringBuilder text = new StringBuilder();

          @Override
          public @Nullable CompletionStage<?> onText(
              WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
              frames.add(text.toString());
              text.setLength(0);
            }
            socket.request(1);
            return null;
          }
        };
    HttpClient client = HttpClient.newHttpClient();
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .subprotocols("tincan.v1")
            .buildAsync(URI.create("ws://localhost:" + port + "/signal"), listener)
            .join();
    socket.sendText(hello, true).join();
    return new TestCarrier() {
      @Override
      public void send(String frame) {
        socket.sendText(frame, true).join();
      }

      @Override
      public JsonNode next() throws InterruptedException {
        String frame = frames.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (frame == null) {
          throw new AssertionError("No frame came");
        }
        return JSON.readTree(frame);
      }

      @Override
      public void close() {
        socket.abort();
        client.shutdownNow();
      }
    };
  }

  static Http http(int port, String hello) throws IOException, InterruptedException {
    return new Http(port, hello);
  }

  /// With the single requests in reach.
  final class Http implements TestCarrier {
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI uri;
    private final String connection;
    private final Queue<JsonNode> frames = new ArrayDeque<>();
    private int batches = 1;
    private int taken;

    private Http(int port, String hello) throws IOException, InterruptedException {
      uri = URI.create("http://localhost:" + port + HttpCarrier.PATH);
      HttpRequest open = HttpRequest.newBuilder(uri).POST(body("[" + hello + "]")).build();
      HttpResponse<String> opened = client.send(open, HttpResponse.BodyHandlers.ofString());
      if (opened.statusCode() != 201) {
        throw new AssertionError("Not opened: " + opened.statusCode());
      }
      connection = JSON.readTree(opened.body()).path("connection").stringValue();
    }

    private static HttpRequest.BodyPublisher body(String text) {
      return HttpRequest.BodyPublishers.ofString(text);
    }

    HttpResponse<String> request(String query, String method, String body)
        throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(uri + query))
              .header("Tincan-Connection", connection)
              .method(method, body(body))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    int post(int batch, String frames) throws IOException, InterruptedException {
      return request("?batch=" + batch, "POST", frames).statusCode();
    }

    HttpResponse<String> get(int after, int wait) throws IOException, InterruptedException {
      return request("?after=" + after + "&wait=" + wait, "GET", "");
    }

    @Override
    public void send(String frame) throws IOException, InterruptedException {
      batches++;
      if (post(batches, "[" + frame + "]") != 204) {
        throw new AssertionError("Not taken: " + frame);
      }
    }

    @Override
    public JsonNode next() throws IOException, InterruptedException {
      if (frames.isEmpty()) {
        HttpResponse<String> answer = get(taken, (int) PATIENCE.toSeconds());
        if (answer.statusCode() != 200) {
          throw new AssertionError("No frames: " + answer.statusCode());
        }
        JSON.readTree(answer.body()).path("frames").forEach(frames::add);
        taken += frames.size();
      }
      if (frames.isEmpty()) {
        throw new AssertionError("No frame came");
      }
      return frames.remove();
    }

    @Override
    public void close() {
      client.shutdownNow();
    }
  }
}
