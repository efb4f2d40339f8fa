package dev.tincan.server.api;

import dev.tincan.server.store.AnswerStore;
import dev.tincan.server.store.AnswerStore.StoredAnswer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A request that comes again with the same `Idempotency-Key` gets the answer of the first, and
/// does nothing (draft-ietf-httpapi-idempotency-key-header). Only answers of requests that did
/// something are kept: any other request may simply be tried again. One is for all routes, so that
/// it knows what is being served.
public final class Idempotency {
  private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);
  private static final Duration KEPT = Duration.ofHours(24);
  private static final int ANSWERS_MAX = 100_000;

  /// Answers after which old ones are looked for.
  private static final int ANSWERS_PER_PRUNING = 1_000;

  private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");

  private final AnswerStore answers;
  private final InstantSource clock;

  /// Ids of requests that are being served; no more than there are connections.
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  private final AtomicInteger kept = new AtomicInteger();

  public Idempotency(AnswerStore answers, InstantSource clock) {
    this.answers = answers;
    this.clock = clock;
  }

  @FunctionalInterface
  interface Act {
    Answer answer() throws Refused;
  }

  /// The answer of the act, or of the same request before.
  Answer once(Caller caller, ServerRequest request, byte[] body, ServerResponse response, Act act)
      throws Refused {
    Optional<String> key = request.headers().value(Headers.IDEMPOTENCY_KEY);
    if (key.isEmpty()) {
      return act.answer();
    }
    if (!KEY.matcher(key.get()).matches()) {
      throw Problem.REQUEST_INVALID.refused(
          "'Idempotency-Key' takes 1 to 255 characters without spaces.");
    }
    String id = hash(caller.name(), key.get());
    if (!running.add(id)) {
      throw Problem.IDEMPOTENCY_KEY_IN_USE.refused(
          "A request with this Idempotency-Key is being served; try again in a moment.");
    }
    try {
      return once(id, new SealedAnswer(caller.token(), key.get()), request, body, response, act);
    } finally {
      running.remove(id);
    }
  }

  private Answer once(
      String id,
      SealedAnswer seal,
      ServerRequest request,
      byte[] body,
      ServerResponse response,
      Act act)
      throws Refused {
    Instant now = clock.instant();
    String requestHash =
        hash(
            request.prologue().method().text(),
            request.path().path(),
            new String(body, StandardCharsets.ISO_8859_1));
    Optional<StoredAnswer> before = answers.find(id, now.minus(KEPT));
    if (before.isPresent()) {
      if (!before.get().requestHash().equals(requestHash)) {
        throw Problem.IDEMPOTENCY_KEY_REUSED.refused(
            "This Idempotency-Key came with another request before; take a fresh one for each request.");
      }
      response.headers().set(Headers.IDEMPOTENCY_REPLAYED, "true");
      return seal.open(before.get().answer());
    }
    Answer answer = act.answer();
    if (answer.isGood()) {
      keep(new StoredAnswer(id, requestHash, seal.close(answer), now));
    }
    return answer;
  }

  /// What was done is done, also when that could not be noted.
  private void keep(StoredAnswer answer) {
    try {
      answers.save(answer);
      if (kept.incrementAndGet() % ANSWERS_PER_PRUNING == 0) {
        answers.prune(answer.createdAt().minus(KEPT), ANSWERS_MAX);
      }
    } catch (RuntimeException failed) {
      LOG.error("the answer to a request could not be kept for when it comes again", failed);
    }
  }

  /// Of texts of which none can pass for another by where it begins.
  private static String hash(String... texts) {
    try {
      var all = new ByteArrayOutputStream();
      for (String text : texts) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        all.writeBytes((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(bytes);
      }
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.toByteArray());
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
