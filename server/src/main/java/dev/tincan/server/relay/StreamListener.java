package dev.tincan.server.relay;

import dev.tincan.server.net.StreamConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts TURN clients over plain TCP: a virtual thread each.
final class StreamListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamListener.class);

  private static final long PAUSE_NANOS = 100_000_000;
  private static final int BACKLOG = 512;

  private final ServerSocket socket;
  private final StreamClients clients;

  /// @param socket bound already
  StreamListener(ServerSocket socket, StreamClients clients) {
    this.socket = socket;
    this.clients = clients;
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
          LOG.warn("a TURN connection could not be accepted: {}", failed.getMessage());
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      clients.serve(StreamConnection.of(connection));
    } catch (IOException gone) {
      LOG.debug("a TURN connection ended early", gone);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
