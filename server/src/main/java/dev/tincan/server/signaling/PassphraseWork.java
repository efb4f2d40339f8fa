package dev.tincan.server.signaling;

import dev.tincan.calls.call.Passphrase;
import dev.tincan.calls.call.PassphraseHash;
import dev.tincan.server.auth.PassphraseHashing;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hashes passphrases on a thread of its own, one after the other: a tenth of a second of computing
/// each, which neither the calls nor a socket may wait for. Safe for any thread.
final class PassphraseWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PassphraseWork.class);

  /// Passphrases that wait; one more is answered that it could not be looked at.
  private static final int QUEUED_MAX = 100;

  private final PassphraseHashing hashing = new PassphraseHashing();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          0,
          1,
          30,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUED_MAX),
          Thread.ofPlatform().name("passphrases").daemon().factory());

  /// `done` is told the hash, or that there is none.
  void hash(Passphrase passphrase, Consumer<Optional<PassphraseHash>> done) {
    run(() -> hashing.hash(passphrase), done);
  }

  /// `done` is told whether it is the one, or that it could not be found out.
  void compare(Passphrase passphrase, PassphraseHash hash, Consumer<Optional<Boolean>> done) {
    run(() -> hashing.matches(passphrase, hash), done);
  }

  private <T> void run(Supplier<T> work, Consumer<Optional<T>> done) {
    try {
      thread.execute(() -> {
        Optional<T> result = Optional.empty();
        try {
          result = Optional.of(work.get());
        } catch (RuntimeException failed) {
          LOG.error("a passphrase could not be looked at", failed);
        }
        done.accept(result);
      });
    } catch (RejectedExecutionException full) {
      done.accept(Optional.empty());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
