package dev.tincan.server.relay;

import dev.tincan.server.net.WriteQueue;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.demux.StreamFraming;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// TURN over TCP: a virtual thread per connection reads it, cuts it into messages and hands them to
/// one of the loops.
final class StreamListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamListener.class);

  static final int CONNECTIONS_MAX = 10_000;
  static final int CONNECTIONS_PER_ADDRESS_MAX = 200;

  /// From connecting to the first whole message.
  static final Duration FIRST_MESSAGE_MAX = Duration.ofSeconds(10);

  /// From the first byte of a later message to its last.
  private static final Duration MESSAGE_MAX = Duration.ofSeconds(30);

  /// Without any message; clients refresh what they hold more often.
  private static final Duration IDLE_MAX = Duration.ofMinutes(20);

  /// Messages of one connection that the loop has not handled; then its reading waits.
  private static final int UNHANDLED_MAX = 64;

  /// Bytes that wait for a slow client; then what comes for it is dropped, as UDP would.
  private static final int UNWRITTEN_BYTES_MAX = 512 * 1024;

  private static final int BACKLOG = 512;
  private static final int READ_BYTES = 4_096;
  private static final int RECEIVED_BYTES_USUAL = 4_096;

  private final ServerSocket socket;
  private final List<RelayLoop> loops;
  private final Map<FiveTuple, Consumer<ByteBuffer>> streams;
  private final RelayEvents events;
  private final AtomicInteger accepted = new AtomicInteger();
  private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /// @param socket bound already
  StreamListener(
      ServerSocket socket,
      List<RelayLoop> loops,
      Map<FiveTuple, Consumer<ByteBuffer>> streams,
      RelayEvents events) {
    this.socket = socket;
    this.loops = loops;
    this.streams = streams;
    this.events = events;
  }

  static ServerSocket bind(int port) throws IOException {
    var socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port), BACKLOG);
      return socket;
    } catch (IOException taken) {
      socket.close();
      throw taken;
    }
  }

  void start() {
    Thread.ofVirtual().name("turn-accept").start(this::accept);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().name("turn-tcp").start(() -> serve(connection));
      } catch (IOException failed) {
        if (!socket.isClosed()) {
          LOG.warn("a TURN connection could not be accepted", failed);
        }
      }
    }
  }

  private void serve(Socket connection) {
    InetAddress client = connection.getInetAddress();
    boolean admitted =
        perAddress.merge(client, 1, Integer::sum) <= CONNECTIONS_PER_ADDRESS_MAX
            && open.size() < CONNECTIONS_MAX;
    try (connection) {
      if (admitted) {
        open.add(connection);
        connection.setTcpNoDelay(true);
        read(connection);
      }
    } catch (IOException gone) {
      // The client left, or broke the rules; either way its connection is over.
    } finally {
      open.remove(connection);
      perAddress.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  private void read(Socket connection) throws IOException {
    var client = new TransportAddress(connection.getInetAddress(), connection.getPort());
    var server = new TransportAddress(connection.getLocalAddress(), connection.getLocalPort());
    var fiveTuple = new FiveTuple(client, server, Transport.TCP);
    RelayLoop loop = loops.get(Math.floorMod(accepted.getAndIncrement(), loops.size()));
    var queue =
        new WriteQueue<>(
            new SocketSink(connection), message -> message.length, UNWRITTEN_BYTES_MAX);
    streams.put(fiveTuple, message -> write(queue, message));
    try {
      readMessages(connection, fiveTuple, loop);
    } finally {
      streams.remove(fiveTuple);
      loop.onStreamClosed(fiveTuple);
      queue.abort();
    }
  }

  private void write(WriteQueue<byte[]> queue, ByteBuffer message) {
    byte[] copy = new byte[message.remaining()];
    message.get(copy);
    if (!queue.offer(copy)) {
      events.lost();
    }
  }

  private record SocketSink(Socket connection) implements WriteQueue.Sink<byte[]> {
    @Override
    public void write(byte[] message) throws IOException {
      OutputStream out = connection.getOutputStream();
      out.write(message);
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (IOException failed) {
        LOG.debug("a TURN connection did not close well", failed);
      }
    }
  }

  private static void readMessages(Socket connection, FiveTuple fiveTuple, RelayLoop loop)
      throws IOException {
    ByteBuffer received = ByteBuffer.allocate(RECEIVED_BYTES_USUAL).limit(0);
    var unhandled = new Semaphore(UNHANDLED_MAX);
    long deadline = System.nanoTime() + FIRST_MESSAGE_MAX.toNanos();
    while (true) {
      int length = StreamFraming.frameLength(received);
      if (length == StreamFraming.BROKEN) {
        return;
      }
      if (length == StreamFraming.NEED_MORE || length > received.remaining()) {
        boolean waitsForFirstByte = !received.hasRemaining();
        received = withRoom(received, length);
        if (!fill(connection, received, deadline)) {
          return;
        }
        if (waitsForFirstByte && deadline - System.nanoTime() > MESSAGE_MAX.toNanos()) {
          deadline = System.nanoTime() + MESSAGE_MAX.toNanos();
        }
        continue;
      }
      byte[] message = new byte[length];
      received.get(message);
      unhandled.acquireUninterruptibly();
      loop.onStreamMessage(fiveTuple, ByteBuffer.wrap(message), unhandled::release);
      deadline = System.nanoTime() + IDLE_MAX.toNanos();
    }
  }

  /// A larger buffer when the message that has begun needs one; an idle connection keeps a small
  /// one.
  private static ByteBuffer withRoom(ByteBuffer received, int length) {
    if (length <= received.capacity()) {
      return received;
    }
    return ByteBuffer.allocate(length).put(received).flip();
  }

  /// Reads more behind what is there. False when the stream ended or took too long.
  private static boolean fill(Socket connection, ByteBuffer received, long deadline)
      throws IOException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      return false;
    }
    connection.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
    received.compact();
    try {
      byte[] chunk = new byte[Math.min(received.remaining(), READ_BYTES)];
      int read = connection.getInputStream().read(chunk);
      if (read > 0) {
        received.put(chunk, 0, read);
      }
      return read > 0;
    } catch (SocketTimeoutException tooLate) {
      return false;
    } finally {
      received.flip();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : open) {
      connection.close();
    }
  }
}
