package dev.tincan.server.api;

import dev.tincan.server.auth.Scope;
import dev.tincan.server.events.EventFeed;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.EventStore;
import dev.tincan.server.store.EventStore.StoredEvent;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens to the calls of a key, as it happens: server-sent events (docs/webhooks.md). Each
/// stream reads the store on its own thread as fast as its client takes what it is told, so a slow
/// one holds nothing up; one that takes nothing for a while is dropped, and may come back with the
/// number of the last event it has.
public final class EventsApi implements HttpService, AutoCloseable {
  public static final String PATH = CallsApi.PATH + "/events";

  private static final Logger LOG = LoggerFactory.getLogger(EventsApi.class);
  private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
  private static final int STREAMS_MAX = 1_000;
  private static final int STREAMS_PER_KEY_MAX = 10;
  private static final int EVENTS_AT_ONCE = 100;
  private static final int RETRY_MILLIS = 3_000;
  private static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(15);

  /// How long a client may take nothing.
  private static final Duration WRITE_MAX = Duration.ofSeconds(20);

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(5);
  private static final String NUMBER = "\\d{1,18}";

  private final EventStore events;
  private final EventFeed feed;
  private final ApiKeyStore keys;
  private final Gate gate;
  private final Map<String, AtomicInteger> perKey = new ConcurrentHashMap<>();
  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
  private final Thread sweeper;

  public EventsApi(EventStore events, EventFeed feed, ApiKeyStore keys, InstantSource clock) {
    this.events = events;
    this.feed = feed;
    this.keys = keys;
    this.gate = new Gate(keys, _ -> Optional.empty(), clock);
    this.sweeper = Thread.ofVirtual().name("event-streams-sweeper").start(this::sweep);
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/", gate.behind(Scope.EVENTS_READ, this::stream))
        .any(
            "/",
            gate.behindAny((_, response) ->
                Problem.METHOD_NOT_ALLOWED.send(
                    response, "This address does not know the method.")));
  }

  private void stream(Caller caller, ServerRequest request, ServerResponse response) {
    String key = caller.keyId();
    String last = request.headers().value(LAST_EVENT_ID).orElse("");
    if (!last.isEmpty() && !last.matches(NUMBER)) {
      Problem.REQUEST_INVALID.send(response, "'Last-Event-ID' must be the id of an event.");
      return;
    }
    AtomicInteger open = perKey.computeIfAbsent(key, _ -> new AtomicInteger());
    if (open.incrementAndGet() > STREAMS_PER_KEY_MAX || streams.size() >= STREAMS_MAX) {
      open.decrementAndGet();
      response.headers().set(HeaderNames.RETRY_AFTER, Long.toString(HEARTBEAT_EVERY.toSeconds()));
      Problem.STREAMS_TOO_MANY.send(response, "Too many streams are open; close one.");
      return;
    }
    long after = last.isEmpty() ? events.lastId() : Long.parseLong(last);
    response.headers().set(HeaderNames.CONTENT_TYPE, "text/event-stream");
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    try (OutputStream out = response.outputStream()) {
      var stream = new Stream(Thread.currentThread(), out);
      streams.add(stream);
      try {
        tell(stream, key, after);
      } finally {
        streams.remove(stream);
        // What woke this thread up is of no concern to the next request on it.
        var _ = Thread.interrupted();
      }
    } catch (IOException | UncheckedIOException | InterruptedException gone) {
      // The client went, or was dropped, or the server stops.
      LOG.debug("a stream of events ended", gone);
    } finally {
      open.decrementAndGet();
    }
  }

  private void tell(Stream stream, String key, long from) throws IOException, InterruptedException {
    long after = from;
    stream.write("retry: " + RETRY_MILLIS + "\n\n");
    while (!feed.isClosed()) {
      List<StoredEvent> next = events.after(after, key, EVENTS_AT_ONCE);
      if (!next.isEmpty()) {
        var text = new StringBuilder();
        next.forEach(event -> append(text, event));
        stream.write(text.toString());
        after = next.getLast().id();
      } else if (!feed.await(key, after, HEARTBEAT_EVERY)) {
        if (feed.isClosed() || !isValid(key)) {
          return;
        }
        stream.write(": still here\n\n");
      }
    }
  }

  private static void append(StringBuilder text, StoredEvent event) {
    text.append("id: ")
        .append(event.id())
        .append("\nevent: ")
        .append(event.type())
        .append("\ndata: ")
        .append(event.body())
        .append("\n\n");
  }

  private boolean isValid(String key) {
    return keys.find(key).filter(stored -> stored.revokedAt().isEmpty()).isPresent();
  }

  /// Ends streams whose client takes nothing.
  private void sweep() {
    try {
      while (true) {
        Thread.sleep(SWEEP_EVERY);
        long now = System.nanoTime();
        streams.forEach(stream -> stream.dropIfStuck(now));
      }
    } catch (InterruptedException closed) {
      // No one is left to be swept.
    }
  }

  /// Ends all streams.
  @Override
  public void close() {
    sweeper.interrupt();
    feed.close();
  }

  /// One client. Written by its own thread; looked at by the sweeper.
  private static final class Stream {
    private final Thread thread;
    private final OutputStream out;

    /// Since when it is being written; empty while it is not.
    private volatile Optional<Long> writingNanos = Optional.empty();

    Stream(Thread thread, OutputStream out) {
      this.thread = thread;
      this.out = out;
    }

    void write(String text) throws IOException {
      writingNanos = Optional.of(System.nanoTime());
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
      writingNanos = Optional.empty();
    }

    /// Interrupting a virtual thread closes the socket it waits for.
    void dropIfStuck(long now) {
      writingNanos
          .filter(since -> now - since > WRITE_MAX.toNanos())
          .ifPresent(_ -> thread.interrupt());
    }
  }
}
