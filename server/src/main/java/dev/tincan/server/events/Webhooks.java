package dev.tincan.server.events;

import dev.tincan.server.store.DeliveryStore;
import dev.tincan.server.store.DeliveryStore.Attempt;
import dev.tincan.server.store.DeliveryStore.Delivery;
import dev.tincan.server.store.WebhookStore;
import dev.tincan.server.store.WebhookStore.Disabled;
import dev.tincan.server.store.WebhookStore.StoredWebhook;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The webhooks of API keys: made, looked at, tried and deleted. A key sees its own only, an
/// administrator those of all. Safe for any thread; its methods block until it is done.
public final class Webhooks {
  private static final int PER_KEY_MAX = 20;

  /// Characters of the address of one.
  public static final int URL_MAX = 2_000;

  /// Deliveries that are told at once.
  public static final int PAGE_MAX = 100;

  private final WebhookStore webhooks;
  private final DeliveryStore deliveries;
  private final WebhookSender sender;
  private final ReceiverAddresses addresses;
  private final SecureRandom random = new SecureRandom();

  public Webhooks(
      WebhookStore webhooks,
      DeliveryStore deliveries,
      WebhookSender sender,
      ReceiverAddresses addresses) {
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.sender = sender;
    this.addresses = addresses;
  }

  /// @param waiting deliveries that are to be sent
  public record Watched(StoredWebhook webhook, int waiting) {}

  /// @param notShown how many more there are
  public record Everyones(List<Watched> webhooks, int notShown) {}

  /// Why there can be no such webhook, in words for the one who wanted it.
  public static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;

    Invalid(String message) {
      super(message);
    }
  }

  /// The names of the events one can be told of.
  public static Set<String> types() {
    return EnumSet.complementOf(EnumSet.of(EventType.TEST)).stream()
        .map(EventType::wire)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// A new one, with its secret; empty when the key has as many as it may.
  ///
  /// @param types of events; of [#types]
  public Optional<StoredWebhook> create(String owner, String url, Set<String> types, Instant now)
      throws Invalid {
    check(url);
    var webhook =
        new StoredWebhook(
            EventBody.random("wh_", random),
            owner,
            url,
            Set.copyOf(types),
            WebhookSecret.random(random).text(),
            now,
            Optional.empty(),
            Optional.empty());
    return webhooks.add(webhook, PER_KEY_MAX) ? Optional.of(webhook) : Optional.empty();
  }

  private void check(String url) throws Invalid {
    URI uri = uri(url);
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new Invalid("'url' must begin with https:// or http://.");
    }
    if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
      throw new Invalid("'url' must name a host, and have neither a user nor a fragment.");
    }
    if (addresses.isClosed(uri.getHost())) {
      throw new Invalid(
          "'url' leads to a private address; the administrator can allow it by webhook-allow-private.");
    }
  }

  private static URI uri(String url) throws Invalid {
    if (url.length() > URL_MAX) {
      throw new Invalid("'url' has at most " + URL_MAX + " characters.");
    }
    try {
      return new URI(url);
    } catch (URISyntaxException broken) {
      throw new Invalid("'url' is no address.");
    }
  }

  public List<StoredWebhook> list(String owner) {
    return webhooks.list(owner);
  }

  public Optional<StoredWebhook> find(String owner, String id) {
    return webhooks.find(id).filter(webhook -> webhook.owner().equals(owner));
  }

  /// Those of all keys, such as do not work first.
  public Everyones everyones(int max) {
    Map<String, Integer> waiting = deliveries.waiting();
    List<Watched> watched =
        webhooks.listAll(max).stream()
            .map(it -> new Watched(it, waiting.getOrDefault(it.id(), 0)))
            .toList();
    return new Everyones(watched, Math.max(0, webhooks.count() - watched.size()));
  }

  /// Whosever it is.
  public Optional<StoredWebhook> find(String id) {
    return webhooks.find(id);
  }

  /// It is told of what happens from now on. What waited when it was disabled is sent only when it
  /// is replayed.
  public void enable(StoredWebhook webhook) {
    webhooks.enable(webhook.id());
  }

  /// Nothing is sent any more, not even what waits, until a test arrives or it is enabled.
  public void disable(StoredWebhook webhook, String reason, Instant now) {
    webhooks.disable(webhook.id(), new Disabled(now, reason));
  }

  /// With its log.
  public void delete(StoredWebhook webhook) {
    webhooks.delete(webhook.id());
  }

  /// What came of an event that nothing happened in. When it arrives, a webhook that was disabled
  /// is of use again.
  public Attempt test(StoredWebhook webhook) {
    return sender.test(webhook);
  }

  /// The latest first, at most [#PAGE_MAX], of events with a smaller number than `before`.
  public List<Delivery> deliveries(StoredWebhook webhook, long before) {
    return deliveries.list(webhook.id(), before, PAGE_MAX);
  }

  /// Sends it once more, whatever became of it. False when there is no such delivery.
  public boolean replay(StoredWebhook webhook, String delivery, Instant now) {
    boolean found = deliveries.replay(webhook.id(), delivery, now);
    sender.wake();
    return found;
  }
}
