package dev.tincan.server.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.socket.PlainSocket;
import io.helidon.common.socket.SocketWriter;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;

/// One TCP connection of the plain port as Helidon sees it. Confined to its virtual thread, but for
/// [#close].
final class PlainConnection implements ConnectionContext, AutoCloseable {
  private final SocketChannel channel;
  private final ListenerContext listener;
  private final Router router;
  private final HelidonSocket socket;
  private final DataReader reader;
  private final DataWriter writer;

  /// Read by whoever closes all connections.
  private volatile boolean detached;

  PlainConnection(SocketChannel channel, ListenerContext listener, Router router) {
    this.channel = channel;
    this.listener = listener;
    this.router = router;
    socket =
        PlainSocket.server(
            channel.socket(), Integer.toHexString(System.identityHashCode(channel)), "plain");
    reader = new DataReader(socket);
    writer = SocketWriter.create(socket);
  }

  /// Gives the socket away: it outlives this.
  SocketChannel detach() {
    detached = true;
    return channel;
  }

  @Override
  public void close() {
    if (!detached) {
      try {
        channel.close();
      } catch (IOException failed) {
        // It is of no use any longer, either way.
      }
    }
  }

  @Override
  public ListenerContext listenerContext() {
    return listener;
  }

  @Override
  public ExecutorService executor() {
    return listener.executor();
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public Router router() {
    return router;
  }

  @Override
  public HelidonSocket serverSocket() {
    return socket;
  }

  @Override
  public PeerInfo remotePeer() {
    return socket.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return socket.localPeer();
  }

  @Override
  public boolean isSecure() {
    return false;
  }

  @Override
  public String socketId() {
    return socket.socketId();
  }

  @Override
  public String childSocketId() {
    return socket.childSocketId();
  }
}
