package dev.tincan.server;

import dev.tincan.server.signaling.CallLoop;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// Asks the calls on behalf of whoever waits for an answer over HTTP.
record PatientCalls(CallLoop loop) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  <T> T ask(CallLoop.Question<T> question) {
    try {
      return loop.ask(question, PATIENCE);
    } catch (TimeoutException late) {
      throw new IllegalStateException("the calls do not answer", late);
    }
  }

  /// Whoever is answered finds in the database what became of it.
  <T> T change(CallLoop.Question<T> question) {
    T outcome = ask(question);
    awaitStored();
    return outcome;
  }

  void awaitStored() {
    try {
      loop.awaitStored(PATIENCE);
    } catch (TimeoutException late) {
      throw new IllegalStateException("the database does not answer", late);
    }
  }
}
