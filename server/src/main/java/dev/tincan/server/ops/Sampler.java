package dev.tincan.server.ops;

import dev.tincan.calls.CallCounts;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the server every [History#EVERY], on a thread of its own.
public final class Sampler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("samples").daemon().factory());

  public Sampler(
      Supplier<CallCounts> calls, Supplier<RelayCounts> relay, History history, ErrorNotes errors) {
    var _ =
        clock.scheduleAtFixedRate(
            () -> look(calls, relay, history, errors),
            0,
            History.EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /// A look that gets no answer is left out; the next one comes.
  private static void look(
      Supplier<CallCounts> calls, Supplier<RelayCounts> relay, History history, ErrorNotes errors) {
    try {
      RelayCounts relayed = relay.get();
      Instant now = Instant.now();
      history.note(calls.get(), relayed, now);
      errors.onRelay(relayed, now);
    } catch (IllegalStateException late) {
      LOG.info("no sample was taken: {}", late.getMessage());
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
