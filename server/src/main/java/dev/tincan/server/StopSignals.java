package dev.tincan.server;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/// How the process is told to stop. Ctrl-C stops it at once. SIGTERM, which service managers send,
/// lets relayed calls go on for a while and takes no new ones; a second one stops it at once.
final class StopSignals {
  private static final Duration LOOK_PERIOD = Duration.ofMillis(200);

  private final TincanServer server;
  private final Duration drainTimeout;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  StopSignals(TincanServer server, Duration drainTimeout) {
    this.server = server;
    this.drainTimeout = drainTimeout;
  }

  void install() {
    on("INT", this::stopSoon);
    on(
        "TERM",
        () -> {
          if (draining.compareAndSet(false, true)) {
            Thread.ofPlatform().name("drain").start(this::drain);
          } else {
            stopSoon();
          }
        });
  }

  /// The JDK has no other way to tell the signals apart, nor to hear of a second one. By name,
  /// because javac warns of `sun.misc` and cannot be told not to.
  private static void on(String signal, Runnable action) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (_, _, _) -> {
                action.run();
                return null;
              });
      type.getMethod("handle", type, handlerType)
          .invoke(null, type.getConstructor(String.class).newInstance(signal), handler);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("every JDK has signals", impossible);
    }
  }

  private void drain() {
    server.drain();
    int allocations = allocations();
    if (allocations > 0 && drainTimeout.isPositive()) {
      System.err.printf(
          "Draining: %d relayed connections may go on for %d s. Another SIGTERM or Ctrl-C stops now.%n",
          allocations, drainTimeout.toSeconds());
    }
    long deadline = System.nanoTime() + drainTimeout.toNanos();
    try {
      while (allocations() > 0 && System.nanoTime() - deadline < 0) {
        Thread.sleep(LOOK_PERIOD);
      }
      stopSoon();
    } catch (InterruptedException stoppedMeanwhile) {
      Thread.currentThread().interrupt();
    }
  }

  /// A relay too busy to answer has some.
  private int allocations() {
    try {
      return server.allocations();
    } catch (IllegalStateException late) {
      return 1;
    }
  }

  /// A signal's own thread must not wait for a server to close.
  private void stopSoon() {
    if (stopping.compareAndSet(false, true)) {
      Thread.ofPlatform()
          .name("stop")
          .start(() -> {
            System.err.println("Stopping.");
            server.close();
            stopped.countDown();
          });
    }
  }

  void await() throws InterruptedException {
    stopped.await();
  }
}
