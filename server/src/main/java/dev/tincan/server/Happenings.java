package dev.tincan.server;

import dev.tincan.server.api.EventsApi;
import dev.tincan.server.api.Idempotency;
import dev.tincan.server.api.WebhooksApi;
import dev.tincan.server.config.WebhookConfig;
import dev.tincan.server.events.EventFeed;
import dev.tincan.server.events.EventRecorder;
import dev.tincan.server.events.ReceiverAddresses;
import dev.tincan.server.events.WebhookClient;
import dev.tincan.server.events.WebhookSender;
import dev.tincan.server.events.Webhooks;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.CallStore;
import dev.tincan.server.store.Database;
import dev.tincan.server.store.DeliveryStore;
import dev.tincan.server.store.EventStore;
import dev.tincan.server.store.ParticipantStore;
import dev.tincan.server.store.WebhookStore;
import dev.tincan.server.time.ServerClock;
import dev.tincan.turn.policy.AddressRange;
import dev.tincan.turn.policy.PeerPolicy;
import java.util.Deque;

/// What writes down what happens, and tells it.
final class Happenings {
  private final ServerClock clock;
  private final EventStore events;
  private final EventFeed feed = new EventFeed();
  private final EventRecorder recorder;
  private final Webhooks webhooks;

  /// @param started what is to be closed in the end
  Happenings(
      Database database,
      CallStore calls,
      WebhookConfig config,
      ServerClock clock,
      Deque<AutoCloseable> started) {
    this.clock = clock;
    var policy =
        new PeerPolicy(
            PeerPolicy.Mode.DENY_LIST,
            config.allowPrivate().stream().map(AddressRange::parse).toList());
    var addresses = new ReceiverAddresses(policy);
    var webhookStore = new WebhookStore(database);
    var deliveries = new DeliveryStore(database);
    events = new EventStore(database);
    var sender =
        new WebhookSender(
            webhookStore, deliveries, new WebhookClient(addresses, clock), config.pace(), clock);
    started.addFirst(sender);
    webhooks = new Webhooks(webhookStore, deliveries, sender, addresses);
    recorder =
        new EventRecorder(calls, events, new ParticipantStore(database), feed, clock, sender::wake);
    started.addFirst(recorder);
  }

  EventRecorder recorder() {
    return recorder;
  }

  Webhooks webhooks() {
    return webhooks;
  }

  WebhooksApi webhooksApi(ApiKeyStore keys, Idempotency idempotency) {
    return new WebhooksApi(webhooks, keys, idempotency, clock);
  }

  EventsApi streams(ApiKeyStore keys) {
    return new EventsApi(events, feed, keys, clock);
  }
}
