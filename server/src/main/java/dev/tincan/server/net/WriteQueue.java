package dev.tincan.server.net;

import java.util.ArrayDeque;
import java.util.function.ToIntFunction;

/// What waits to be written to one connection. Whoever adds never waits: a virtual thread that
/// lives only while there is something to write does the blocking. Safe for any thread.
public final class WriteQueue<T> {
  private final Sink<T> sink;
  private final ToIntFunction<T> weigher;
  private final int weightMax;

  /// Guarded by itself, as are the three fields below.
  private final ArrayDeque<T> waiting = new ArrayDeque<>();

  private int weight;
  private boolean writing;
  private boolean closing;

  /// The connection below.
  public interface Sink<T> {
    void write(T item) throws Exception;

    /// After the last item, or after an item could not be written.
    void close();
  }

  /// @param weightMax what may wait, by the weigher's measure
  public WriteQueue(Sink<T> sink, ToIntFunction<T> weigher, int weightMax) {
    this.sink = sink;
    this.weigher = weigher;
    this.weightMax = weightMax;
  }

  /// False when too much waits already, or the queue is closing; the item is then not written.
  public boolean offer(T item) {
    synchronized (waiting) {
      int itemWeight = weigher.applyAsInt(item);
      if (closing || weight + itemWeight > weightMax) {
        return false;
      }
      weight += itemWeight;
      waiting.add(item);
      startWriting();
      return true;
    }
  }

  /// Closes the connection after what waits.
  public void close() {
    synchronized (waiting) {
      closing = true;
      startWriting();
    }
  }

  /// Throws away what waits and closes the connection.
  public void abort() {
    synchronized (waiting) {
      waiting.clear();
      closing = true;
      startWriting();
    }
  }

  private void startWriting() {
    if (!writing) {
      writing = true;
      Thread.ofVirtual().name("write").start(this::write);
    }
  }

  private void write() {
    try {
      while (true) {
        T item;
        synchronized (waiting) {
          item = waiting.poll();
          if (item == null && !closing) {
            writing = false;
            return;
          }
          weight -= item == null ? 0 : weigher.applyAsInt(item);
        }
        if (item == null) {
          break;
        }
        sink.write(item);
      }
    } catch (Exception gone) {
      // The other side is gone. `writing` stays set: nothing more is written.
      synchronized (waiting) {
        closing = true;
        waiting.clear();
      }
    }
    sink.close();
  }
}
