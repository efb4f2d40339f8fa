package dev.tincan.server.events;

import dev.tincan.server.store.DeliveryStore;
import dev.tincan.server.store.DeliveryStore.Attempt;
import dev.tincan.server.store.DeliveryStore.Due;
import dev.tincan.server.store.WebhookStore;
import dev.tincan.server.store.WebhookStore.Disabled;
import dev.tincan.server.store.WebhookStore.StoredWebhook;
import dev.tincan.server.time.ServerClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Sends what waits in the database, each delivery until it arrives or nothing is left of its
/// schedule. A webhook gets one at a time, the oldest that is due first: events are tried in their
/// order, and one that failed comes again after those behind it. Different webhooks do not wait for
/// each other.
///
/// What is sent is marked as sent after the receiver said so: when the process is killed in
/// between, it is sent again, under the same id.
public final class WebhookSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);

  /// Receivers that are talked to at once.
  private static final int AT_ONCE_MAX = 64;

  /// That wait for one webhook; one that is out of order for so long is disabled.
  private static final int PENDING_MAX = 10_000;

  /// The receiver says that it wants no more.
  private static final int GONE = 410;

  private static final Duration IDLE = Duration.ofSeconds(30);

  private final WebhookStore webhooks;
  private final DeliveryStore deliveries;
  private final WebhookClient client;
  private final BackOff backOff;
  private final ServerClock clock;
  private final SecureRandom random = new SecureRandom();
  private final Semaphore places = new Semaphore(AT_ONCE_MAX);

  /// Whether there may be something to send.
  private final AtomicBoolean news = new AtomicBoolean();

  /// Webhooks that somebody sends to now.
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  /// Read by all threads; written once, by [#close].
  private volatile boolean stopping;

  /// @param pace every wait is multiplied by it; 1 outside of tests
  public WebhookSender(
      WebhookStore webhooks,
      DeliveryStore deliveries,
      WebhookClient client,
      double pace,
      ServerClock clock) {
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.client = client;
    this.backOff = new BackOff(pace);
    this.clock = clock;
    thread = Thread.ofVirtual().name("webhooks").unstarted(this::run);
    thread.start();
  }

  /// There may be something to send.
  public void wake() {
    news.set(true);
    LockSupport.unpark(thread);
  }

  /// Sends an event that nothing happened in, now. A webhook that was disabled is of use again when
  /// it arrives.
  public Attempt test(StoredWebhook webhook) {
    String name = EventBody.name(random);
    ObjectNode data = JsonMapper.shared().createObjectNode().put("webhook", webhook.id());
    String body = EventBody.write(0, name, EventType.TEST, clock.instant(), data);
    Attempt attempt = client.send(webhook.url(), new WebhookSecret(webhook.secret()), name, body);
    if (attempt.isSuccess()) {
      webhooks.enable(webhook.id());
    }
    return attempt;
  }

  private void run() {
    while (!stopping) {
      try {
        news.set(false);
        long nanos = clock.nanos();
        Instant now = clock.instant();
        begin(now);
        Optional<Instant> next = deliveries.nextAfter(now);
        Duration wait = next.map(at -> Duration.between(now, at)).orElse(IDLE);
        Duration rest = wait.compareTo(IDLE) > 0 ? IDLE : wait;
        if (!news.get()) {
          clock.parkUntil(this, nanos + rest.toNanos());
        }
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException failed) {
        LOG.error("webhooks could not be sent; tried again", failed);
        rest();
      }
    }
  }

  private static void rest() {
    try {
      Thread.sleep(Duration.ofSeconds(1));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(Instant now) throws InterruptedException {
    for (String webhook : deliveries.webhooksDue(now)) {
      if (busy.add(webhook)) {
        places.acquire();
        Thread worker =
            Thread.ofVirtual().name("webhook-" + webhook).unstarted(() -> work(webhook));
        workers.add(worker);
        worker.start();
      }
    }
  }

  private void work(String id) {
    try {
      Optional<StoredWebhook> webhook = webhooks.find(id);
      Optional<Due> due = deliveries.nextDue(id, clock.instant());
      while (!stopping && webhook.isPresent() && due.isPresent()) {
        send(webhook.get(), due.get());
        webhook = webhooks.find(id);
        due = deliveries.nextDue(id, clock.instant());
      }
    } catch (RuntimeException failed) {
      LOG.error("a delivery could not be noted; tried again", failed);
      rest();
    } finally {
      busy.remove(id);
      places.release();
      workers.remove(Thread.currentThread());
      // Something may have become due between the last look and now.
      wake();
    }
  }

  private void send(StoredWebhook webhook, Due due) {
    var secret = new WebhookSecret(webhook.secret());
    Attempt attempt = client.send(webhook.url(), secret, due.name(), due.body());
    if (stopping && !attempt.isSuccess()) {
      return; // It was we who broke it off.
    }
    if (attempt.isSuccess()) {
      // Noted even when the server is being stopped: else it would be sent twice.
      var _ = Thread.interrupted();
      deliveries.delivered(due, attempt);
      return;
    }
    Optional<Instant> nextAt =
        backOff.after(due.tries() + 1, random).map(wait -> attempt.at().plus(wait));
    deliveries.failed(due, attempt, nextAt);
    reasonToStop(webhook, due, attempt, nextAt)
        .ifPresent(reason -> {
          LOG.warn("webhook {} is disabled: {}", webhook.id(), reason);
          webhooks.disable(webhook.id(), new Disabled(clock.instant(), reason));
        });
  }

  private Optional<String> reasonToStop(
      StoredWebhook webhook, Due due, Attempt attempt, Optional<Instant> nextAt) {
    if (attempt.status().orElse(0) == GONE) {
      return Optional.of("The receiver answered 410 Gone.");
    }
    Instant first = due.firstAt().orElse(attempt.at());
    Instant failingSince = webhook.failingSince().orElse(attempt.at());
    if (nextAt.isEmpty() && !failingSince.isAfter(first)) {
      return Optional.of(
          "Nothing went through since " + failingSince + "; last: " + words(attempt));
    }
    if (deliveries.pending(webhook.id()) > PENDING_MAX) {
      return Optional.of("More than " + PENDING_MAX + " deliveries wait; last: " + words(attempt));
    }
    return Optional.empty();
  }

  private static String words(Attempt attempt) {
    return attempt.status().isPresent()
        ? "the receiver answered " + attempt.status().getAsInt() + "."
        : attempt.failure().orElse("no answer.");
  }

  /// What is under way is broken off, and sent again after the next start.
  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    workers.forEach(Thread::interrupt);
    try {
      thread.join();
      for (Thread worker : workers) {
        worker.join();
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
