package dev.tincan.server.events;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An application that is told what happens, for tests.
public final class Receiver implements AutoCloseable {
  /// What it answers to a request; may take its time.
  @FunctionalInterface
  public interface Answer {
    int status(int request) throws InterruptedException;
  }

  /// @param headers by their names in small letters
  public record Request(Map<String, String> headers, String body, int status) {
    public String id() {
      return String.valueOf(headers.get("webhook-id"));
    }

    public JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    public String type() {
      return json().path("type").asString();
    }
  }

  private final HttpServer server;
  private final AtomicInteger count = new AtomicInteger();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  public Receiver(Answer answer) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> take(exchange, answer));
    server.start();
  }

  private void take(HttpExchange exchange, Answer answer) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    try {
      int status = answer.status(count.incrementAndGet());
      requests.add(new Request(headers, body, status));
      if (status / 100 == 3) {
        exchange.getResponseHeaders().set("Location", url() + "elsewhere");
      }
      byte[] text = ("said " + status).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, text.length);
      exchange.getResponseBody().write(text);
      exchange.close();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/";
  }

  /// How many began.
  public int begun() {
    return count.get();
  }

  /// Those that were answered, in their order.
  public List<Request> requests() {
    return requests;
  }

  /// Those that were answered well.
  public List<Request> taken() {
    return requests.stream().filter(request -> request.status() / 100 == 2).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
