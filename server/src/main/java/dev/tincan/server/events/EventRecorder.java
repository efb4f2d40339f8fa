package dev.tincan.server.events;

import dev.tincan.calls.CallEvent;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.server.store.CallStore;
import dev.tincan.server.store.EventStore;
import dev.tincan.server.store.EventStore.StoredEvent;
import dev.tincan.server.store.ParticipantStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes down what happens to the calls of API keys, on a thread of its own: many events in one
/// transaction, and with them that they are to be delivered. Calls of the page belong to no key;
/// nothing of them is kept.
///
/// [#accept] is safe for any thread and never waits.
public final class EventRecorder implements AutoCloseable {
  /// Events that wait to be written. When there are more, the database has been out of order for
  /// long: the newest are lost, and counted.
  private static final int QUEUED_EVENTS_MAX = 100_000;

  private static final int BATCH_MAX = 500;

  /// Calls whose story is kept in memory; that of another one is read again.
  private static final int STORIES_MAX = 10_000;

  /// How long events, and with them the log of their deliveries, are kept.
  private static final Duration KEPT = Duration.ofDays(30);

  /// How far back a start looks for what the last process could not write any more.
  private static final Duration UNTOLD_MAX = Duration.ofDays(1);

  private static final Duration FORGET_EVERY = Duration.ofHours(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

  /// An empty one only wakes the thread.
  private final BlockingQueue<Optional<Happening>> queue =
      new ArrayBlockingQueue<>(QUEUED_EVENTS_MAX);

  private final AtomicLong lost = new AtomicLong();
  private final CallStore calls;
  private final EventStore events;
  private final EventFeed feed;
  private final InstantSource clock;
  private final Runnable written;
  private final Thread thread;

  /// Read by the recorder's thread; written once, by [#close].
  private volatile boolean stopping;

  // Confined to the recorder's thread, once it runs.
  private final SecureRandom random = new SecureRandom();
  private final Map<CallId, Optional<CallStory>> stories = new Stories();
  private long lastId;
  private long forgotNanos = System.nanoTime() - FORGET_EVERY.toNanos();

  private record Happening(CallId call, CallEvent event, Instant at) {}

  /// First writes what the last process could not.
  ///
  /// @param written is called after new deliveries were stored
  public EventRecorder(
      CallStore calls,
      EventStore events,
      ParticipantStore participants,
      EventFeed feed,
      InstantSource clock,
      Runnable written) {
    this.calls = calls;
    this.events = events;
    this.feed = feed;
    this.clock = clock;
    this.written = written;
    this.lastId = events.lastId();
    List<Happening> untold = untold(participants);
    thread =
        Thread.ofPlatform()
            .name("events")
            .start(() -> {
              write(untold);
              run();
            });
  }

  /// What happened; of calls with an id only, the others belong to nobody.
  public void accept(CallEvent event) {
    if (call(event) instanceof CallId id
        && !queue.offer(Optional.of(new Happening(id, event, clock.instant())))) {
      long count = lost.incrementAndGet();
      if (Long.bitCount(count) == 1) {
        LOG.error("{} events were lost: the database does not take them", count);
      }
    }
  }

  private static @Nullable CallRef call(CallEvent event) {
    return switch (event) {
      case CallEvent.CallCreated created -> created.call();
      case CallEvent.CallScheduled scheduled -> scheduled.call();
      case CallEvent.CallChanged changed -> changed.call();
      case CallEvent.CallCanceled canceled -> canceled.call();
      case CallEvent.CallOpened opened -> opened.call();
      case CallEvent.ParticipantJoined joined -> joined.call();
      case CallEvent.ParticipantLeft left -> left.call();
      case CallEvent.CallEnded ended -> ended.call();
      case CallEvent.SessionOpened _,
          CallEvent.SessionResumed _,
          CallEvent.SessionEnded _,
          CallEvent.Rejected _ ->
          null;
    };
  }

  /// A story tells nothing twice, so what is merely likely to be untold may be told again here.
  private List<Happening> untold(ParticipantStore participants) {
    List<Happening> untold = new ArrayList<>();
    List<StoredCall> found =
        events.untold(clock.instant().minus(UNTOLD_MAX)).stream()
            .flatMap(id -> calls.find(id).stream())
            .toList();
    for (StoredCall call : found) {
      CallEvent created = new CallEvent.CallCreated(call.id());
      untold.add(new Happening(call.id(), created, call.createdAt()));
    }
    Instant now = clock.instant();
    for (StoredParticipant inside : participants.load()) {
      if (inside.call() instanceof CallId id) {
        CallEvent joined = new CallEvent.ParticipantJoined(id, inside.participant());
        untold.add(new Happening(id, joined, now));
      }
    }
    for (StoredCall call : found) {
      if (call.ended().isPresent()) {
        CallState.Ended over = call.ended().get();
        untold.add(
            new Happening(call.id(), new CallEvent.CallEnded(call.id(), over.reason()), over.at()));
      }
    }
    return untold;
  }

  private void run() {
    List<Optional<Happening>> batch = new ArrayList<>();
    try {
      while (!stopping || !queue.isEmpty()) {
        Optional<Happening> first = queue.poll(FORGET_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH_MAX - 1);
          write(batch.stream().flatMap(Optional::stream).toList());
          batch.clear();
        }
        forget();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Until the database takes it, or the server stops.
  private void write(List<Happening> batch) {
    while (!batch.isEmpty()) {
      try {
        List<StoredEvent> rows = new ArrayList<>();
        for (Happening happening : batch) {
          tell(happening, rows);
        }
        store(rows);
        return;
      } catch (RuntimeException failed) {
        // Stories are ahead of the database now; they are read again.
        stories.clear();
        LOG.error("events could not be stored", failed);
        if (stopping) {
          return;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private void store(List<StoredEvent> rows) {
    if (rows.isEmpty()) {
      return;
    }
    events.append(rows);
    lastId = rows.getLast().id();
    Map<String, Long> latest = new HashMap<>();
    rows.forEach(row -> latest.put(row.owner(), row.id()));
    feed.published(latest);
    written.run();
  }

  private void tell(Happening happening, List<StoredEvent> rows) {
    Optional<CallStory> story = story(happening.call());
    if (story.isEmpty()) {
      return;
    }
    StoredCall call = story.get().call();
    for (CallStory.Part part : story.get().on(happening.event(), happening.at())) {
      long id = lastId + rows.size() + 1;
      rows.add(row(id, part.type(), call.owner().orElseThrow(), call.id(), part.at(), part.data()));
    }
  }

  private StoredEvent row(
      long id, EventType type, String owner, CallId call, Instant at, ObjectNode data) {
    String name = EventBody.name(random);
    String body = EventBody.write(id, name, type, at, data);
    return new StoredEvent(id, name, owner, call, type.wire(), at, body);
  }

  /// Empty for a call that belongs to no key.
  private Optional<CallStory> story(CallId id) {
    Optional<CallStory> known = stories.get(id);
    if (known == null) {
      known = calls.find(id).filter(call -> call.owner().isPresent()).map(this::retell);
      stories.put(id, known);
    }
    return known;
  }

  private CallStory retell(StoredCall call) {
    var story = new CallStory(call);
    for (StoredEvent event : events.of(call.id())) {
      JsonNode data = JsonMapper.shared().readTree(event.body()).path("data");
      EventType.of(event.type()).ifPresent(type -> story.remember(type, event.at(), data));
    }
    return story;
  }

  private void forget() {
    long nanos = System.nanoTime();
    if (nanos - forgotNanos >= FORGET_EVERY.toNanos()) {
      forgotNanos = nanos;
      try {
        events.forgetBefore(clock.instant().minus(KEPT));
      } catch (RuntimeException failed) {
        LOG.warn("old events could not be forgotten", failed);
      }
    }
  }

  /// Writes what is queued, and ends the thread.
  @Override
  public void close() {
    stopping = true;
    var _ = queue.offer(Optional.empty());
    try {
      if (!thread.join(STOP_PATIENCE)) {
        LOG.warn("the last events were not stored in time");
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  /// The one that was asked for longest ago goes first.
  private static final class Stories extends LinkedHashMap<CallId, Optional<CallStory>> {
    private static final long serialVersionUID = 1;

    Stories() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<CallId, Optional<CallStory>> eldest) {
      return size() > STORIES_MAX;
    }
  }
}
