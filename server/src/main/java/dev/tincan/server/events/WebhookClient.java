package dev.tincan.server.events;

import dev.tincan.server.store.DeliveryStore.Attempt;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.http1.Http1Client;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends one event to one receiver: no redirect is followed, no connection kept, and no more than
/// the first bytes of the answer are read. Safe for any thread.
public final class WebhookClient {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookClient.class);
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

  /// Of the whole attempt, however slowly the receiver answers.
  private static final Duration ATTEMPT_MAX = Duration.ofSeconds(15);

  private static final int ANSWER_BYTES_MAX = 500;
  private static final HeaderName ID = HeaderNames.create("webhook-id");
  private static final HeaderName TIMESTAMP = HeaderNames.create("webhook-timestamp");
  private static final HeaderName SIGNATURE = HeaderNames.create("webhook-signature");

  private final ReceiverAddresses addresses;
  private final InstantSource clock;
  private @Nullable Http1Client http;

  public WebhookClient(ReceiverAddresses addresses, InstantSource clock) {
    this.addresses = addresses;
    this.clock = clock;
  }

  /// Made for the first attempt: it takes a while, by which a server without webhooks would start
  /// later.
  private synchronized Http1Client http() {
    if (http == null) {
      http =
          Http1Client.builder()
              .followRedirects(false)
              .keepAlive(false)
              .sendExpectContinue(false)
              .connectTimeout(CONNECT_MAX)
              .readTimeout(ATTEMPT_MAX)
              .proxy(Proxy.noProxy())
              .dnsResolver(addresses)
              .build();
    }
    return http;
  }

  ReceiverAddresses addresses() {
    return addresses;
  }

  private record Answer(int status, String start) {}

  Attempt send(String url, WebhookSecret secret, String id, String body) {
    Instant at = clock.instant();
    long begin = System.nanoTime();
    var post = new FutureTask<>(() -> post(url, secret, id, at, body));
    Thread.ofVirtual().name("webhook").start(post);
    try {
      Answer answer = post.get(ATTEMPT_MAX.toMillis(), TimeUnit.MILLISECONDS);
      return attempt(at, begin, answer, null);
    } catch (TimeoutException late) {
      return attempt(at, begin, null, "There was no answer in " + ATTEMPT_MAX.toSeconds() + " s.");
    } catch (ExecutionException failed) {
      LOG.debug("a webhook could not be reached", failed);
      return attempt(at, begin, null, sentence(failed.getCause()));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return attempt(at, begin, null, "The server stopped.");
    } finally {
      // Interrupting a virtual thread closes the socket it waits for.
      post.cancel(true);
    }
  }

  private Answer post(String url, WebhookSecret secret, String id, Instant at, String body)
      throws IOException {
    try (HttpClientResponse response =
        http()
            .post()
            .skipUriEncoding(true)
            .uri(url)
            .header(HeaderNames.CONTENT_TYPE, "application/json")
            .header(HeaderNames.USER_AGENT, "Tincan")
            .header(ID, id)
            .header(TIMESTAMP, Long.toString(at.getEpochSecond()))
            .header(SIGNATURE, secret.sign(id, at, body))
            .submit(body.getBytes(StandardCharsets.UTF_8))) {
      return new Answer(response.status().code(), start(response));
    }
  }

  private static String start(HttpClientResponse response) throws IOException {
    if (!response.entity().hasEntity()) {
      return "";
    }
    try (InputStream answer = response.inputStream()) {
      return new String(answer.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
    }
  }

  private static Attempt attempt(
      Instant at, long begin, @Nullable Answer answer, @Nullable String failure) {
    return new Attempt(
        at,
        Duration.ofNanos(System.nanoTime() - begin).toMillis(),
        answer == null ? OptionalInt.empty() : OptionalInt.of(answer.status()),
        Optional.ofNullable(answer).map(Answer::start),
        Optional.ofNullable(failure));
  }

  private static String sentence(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ReceiverAddresses.Refused) {
        return String.valueOf(cause.getMessage());
      }
    }
    return switch (failure) {
      case null -> "The receiver could not be reached.";
      default -> "The receiver could not be reached: " + failure.getMessage();
    };
  }
}
