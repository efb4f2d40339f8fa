package dev.tincan.server.relay;

import dev.tincan.server.net.ConnectionLimits;
import dev.tincan.server.net.StreamConnection;
import dev.tincan.server.net.WriteQueue;
import dev.tincan.stun.demux.StreamFraming;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// TURN over TCP and TLS: reads a connection on the thread that brings it, cuts the stream into
/// messages and hands them to one of the loops. Safe for any thread.
final class StreamClients implements AutoCloseable {
  static final int CONNECTIONS_MAX = 10_000;

  /// Room for an office behind one address in which nobody gets through by UDP.
  static final int CONNECTIONS_PER_CLIENT_MAX = 500;

  /// From connecting to the first whole message.
  static final Duration FIRST_MESSAGE_MAX = Duration.ofSeconds(10);

  /// From the first byte of a later message to its last.
  private static final Duration MESSAGE_MAX = Duration.ofSeconds(30);

  /// Without any message; clients refresh what they hold more often.
  private static final Duration IDLE_MAX = Duration.ofMinutes(20);

  private static final Duration SWEEP_PERIOD = Duration.ofMillis(500);

  /// Messages of one connection that the loop has not handled; then its reading waits.
  private static final int UNHANDLED_MAX = 64;

  /// For one message to be taken by the client.
  private static final Duration WRITE_MAX = Duration.ofSeconds(30);

  /// Memory that waits for a slow client; then what comes for it is dropped, as UDP would.
  private static final int UNWRITTEN_BYTES_MAX = 256 * 1024;

  /// What a message takes beside its bytes.
  private static final int MESSAGE_OVERHEAD_BYTES = 64;

  private static final int READ_BYTES = 4_096;

  private final List<RelayLoop> loops;
  private final Map<FiveTuple, Consumer<ByteBuffer>> streams;
  private final RelayEvents events;
  private final ConnectionLimits limits =
      new ConnectionLimits(CONNECTIONS_MAX, CONNECTIONS_PER_CLIENT_MAX);
  private final AtomicInteger accepted = new AtomicInteger();
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
  private final Thread sweeper;

  /// @param streams where messages for clients on a stream go; filled here
  StreamClients(
      List<RelayLoop> loops, Map<FiveTuple, Consumer<ByteBuffer>> streams, RelayEvents events) {
    this.loops = loops;
    this.streams = streams;
    this.events = events;
    this.sweeper = Thread.ofVirtual().name("turn-sweep").start(this::sweep);
  }

  /// Closes what is slower than it may be, whether it reads or stalls in the middle of a write.
  private void sweep() {
    try {
      while (true) {
        Thread.sleep(SWEEP_PERIOD);
        long now = System.nanoTime();
        readers.stream().filter(reader -> reader.isLate(now)).forEach(StreamClients::close);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /// Closing may wait for a write that is stuck, and must hold up nobody else.
  private static void close(Reader reader) {
    if (reader.closing.compareAndSet(false, true)) {
      Thread.ofVirtual().name("turn-close").start(reader.connection::close);
    }
  }

  /// Serves the connection until it ends; not at all when its client has too many.
  void serve(StreamConnection connection) {
    InetAddress client = connection.remote().getAddress();
    if (!limits.admit(client)) {
      connection.close();
      return;
    }
    try {
      serveAdmitted(connection);
    } finally {
      limits.release(client);
    }
  }

  private void serveAdmitted(StreamConnection connection) {
    Transport transport = connection.isSecure() ? Transport.TLS : Transport.TCP;
    var fiveTuple =
        new FiveTuple(
            AddressBook.of(connection.remote()), AddressBook.of(connection.local()), transport);
    RelayLoop loop = loops.get(Math.floorMod(accepted.getAndIncrement(), loops.size()));
    var reader = new Reader(connection, fiveTuple, loop);
    var queue =
        new WriteQueue<>(
            new ConnectionSink(connection, reader),
            message -> message.length + MESSAGE_OVERHEAD_BYTES,
            UNWRITTEN_BYTES_MAX);
    Consumer<ByteBuffer> stream = message -> write(queue, message);
    streams.put(fiveTuple, stream);
    readers.add(reader);
    try {
      reader.readMessages();
    } catch (IOException gone) {
      // The client left, or was too slow; either way its connection is over.
    } finally {
      readers.remove(reader);
      streams.remove(fiveTuple, stream);
      loop.onStreamClosed(fiveTuple);
      queue.abort();
    }
  }

  private void write(WriteQueue<byte[]> queue, ByteBuffer message) {
    byte[] copy = new byte[message.remaining()];
    message.get(copy);
    if (!queue.offer(copy)) {
      events.notSent();
    }
  }

  private record ConnectionSink(StreamConnection connection, Reader reader)
      implements WriteQueue.Sink<byte[]> {
    @Override
    public void write(byte[] message) throws IOException {
      reader.writeUntilNanos = System.nanoTime() + WRITE_MAX.toNanos();
      reader.isWriting = true;
      connection.write(message);
      reader.isWriting = false;
    }

    @Override
    public void close() {
      connection.close();
    }
  }

  /// Cuts one connection's bytes into messages.
  private static final class Reader {
    private final StreamConnection connection;
    private final FiveTuple client;
    private final RelayLoop loop;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Semaphore unhandled = new Semaphore(UNHANDLED_MAX);

    /// Larger only while a long message is being read; an idle connection keeps a small one.
    private ByteBuffer received = ByteBuffer.allocate(READ_BYTES).limit(0);

    /// Read by the sweeper.
    private volatile long deadlineNanos = System.nanoTime() + FIRST_MESSAGE_MAX.toNanos();

    /// Written by the thread that writes, read by the sweeper; so is the next one.
    private volatile boolean isWriting;

    private volatile long writeUntilNanos;

    Reader(StreamConnection connection, FiveTuple client, RelayLoop loop) {
      this.connection = connection;
      this.client = client;
      this.loop = loop;
    }

    boolean isLate(long nowNanos) {
      return nowNanos - deadlineNanos > 0 || (isWriting && nowNanos - writeUntilNanos > 0);
    }

    void readMessages() throws IOException {
      while (true) {
        int length = StreamFraming.frameLength(received);
        if (length == StreamFraming.BROKEN) {
          return;
        }
        boolean whole = length != StreamFraming.NEED_MORE && length <= received.remaining();
        if (whole) {
          hand(length);
        } else if (!fill(length)) {
          return;
        }
      }
    }

    private void hand(int length) {
      byte[] message = new byte[length];
      received.get(message);
      unhandled.acquireUninterruptibly();
      loop.onStreamMessage(client, ByteBuffer.wrap(message), unhandled::release);
      Duration patience = received.hasRemaining() ? MESSAGE_MAX : IDLE_MAX;
      deadlineNanos = System.nanoTime() + patience.toNanos();
    }

    /// Reads more behind what is there. False at the stream's end.
    ///
    /// @param length of the message that has begun, as far as it is known
    private boolean fill(int length) throws IOException {
      boolean begun = received.hasRemaining();
      int capacity = Math.max(length, Math.max(received.remaining(), READ_BYTES));
      received =
          capacity == received.capacity()
              ? received.compact()
              : ByteBuffer.allocate(capacity).put(received);
      int read = connection.read(received.array(), received.position(), received.remaining());
      received.limit(received.position() + Math.max(read, 0)).position(0);
      if (!begun) {
        long atLatest = System.nanoTime() + MESSAGE_MAX.toNanos();
        deadlineNanos = deadlineNanos - atLatest > 0 ? atLatest : deadlineNanos;
      }
      return read > 0;
    }
  }

  @Override
  public void close() {
    sweeper.interrupt();
    readers.forEach(StreamClients::close);
  }
}
