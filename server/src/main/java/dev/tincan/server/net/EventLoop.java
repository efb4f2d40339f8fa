package dev.tincan.server.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One platform thread that waits for its channels, tasks and one deadline.
///
/// [#execute] and [#close] are safe for any thread; the rest belongs to the loop's own, or to
/// whoever sets it up before [#start].
public final class EventLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

  /// Tasks done before sockets are looked at again.
  private static final int TASKS_PER_TURN = 256;

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(1);

  private final Selector selector;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Deadlines deadlines;

  /// Written once, by [#close].
  private volatile boolean closing;

  /// Whose time the loop keeps.
  public interface Deadlines {
    /// In monotonic nanos; `Long.MAX_VALUE` when nothing is awaited.
    long nextDeadline();

    void onDeadline();
  }

  public EventLoop(String name, Deadlines deadlines) {
    this.deadlines = deadlines;
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    try {
      this.selector = Selector.open();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  public void start() {
    thread.start();
  }

  /// Runs `onReady` whenever the channel has something to read, and for what else is set in the key
  /// later.
  public SelectionKey register(SelectableChannel channel, Runnable onReady) throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, SelectionKey.OP_READ, onReady);
  }

  /// Runs the task on the loop's thread, in the order of the calls. What calls it must bound how
  /// much it calls.
  public void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  private void run() {
    while (!closing) {
      try {
        select();
        for (int done = 0; done < TASKS_PER_TURN; done++) {
          Runnable task = tasks.poll();
          if (task == null) {
            break;
          }
          guarded(task);
        }
        if (deadlines.nextDeadline() != Long.MAX_VALUE && untilDeadline() <= 0) {
          guarded(deadlines::onDeadline);
        }
      } catch (IOException | ClosedSelectorException broken) {
        LOG.error("an event loop cannot go on", broken);
        return;
      }
    }
  }

  private void select() throws IOException {
    if (!tasks.isEmpty()) {
      selector.selectNow(EventLoop::ready);
    } else if (deadlines.nextDeadline() == Long.MAX_VALUE) {
      selector.select(EventLoop::ready);
    } else {
      long millis = TimeUnit.NANOSECONDS.toMillis(untilDeadline()) + 1;
      selector.select(EventLoop::ready, Math.max(1, millis));
    }
  }

  private long untilDeadline() {
    return deadlines.nextDeadline() - System.nanoTime();
  }

  private static void ready(SelectionKey key) {
    if (key.isValid() && key.attachment() instanceof Runnable onReady) {
      guarded(onReady);
    }
  }

  /// Our own mistake costs one packet or task, not the loop.
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      LOG.error("a task of an event loop failed", bug);
    }
  }

  /// Ends the thread and closes every channel that is registered.
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      if (thread.isAlive()) {
        thread.join(STOP_PATIENCE);
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException failed) {
      LOG.warn("an event loop did not close well", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
