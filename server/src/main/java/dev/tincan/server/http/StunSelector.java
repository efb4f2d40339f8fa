package dev.tincan.server.http;

import dev.tincan.server.net.StreamConnection;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Tells TURN over TLS from HTTPS on one port by the first byte: STUN's is 0 to 3 (RFC 7983 §7),
/// that of HTTP a letter. A client may name the protocol in the handshake too (RFC 7443).
final class StunSelector implements ServerConnectionSelector {
  private static final String ALPN = "stun.turn";
  private static final int FIRST_BYTE_MAX = 3;

  private final Consumer<StreamConnection> stun;

  /// @param stun serves a connection until it ends
  StunSelector(Consumer<StreamConnection> stun) {
    this.stun = stun;
  }

  /// Asked as soon as there is any byte: Helidon 4.3.1 waits for one more than is named here, and
  /// its HTTP selector, which names none, would answer first.
  @Override
  public int bytesToIdentifyConnection() {
    return 0;
  }

  @Override
  public Support supports(BufferData first) {
    return first.get(0) <= FIRST_BYTE_MAX ? Support.SUPPORTED : Support.UNSUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return Set.of(ALPN);
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    return new StunConnection(context);
  }

  private final class StunConnection implements ServerConnection, StreamConnection {
    private final ConnectionContext context;

    StunConnection(ConnectionContext context) {
      this.context = context;
    }

    @Override
    public void handle(Limit requests) {
      stun.accept(this);
    }

    /// Whoever serves it keeps the time.
    @Override
    public Duration idleTime() {
      return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
      close();
    }

    @Override
    public InetSocketAddress remote() {
      return (InetSocketAddress) context.remotePeer().address();
    }

    @Override
    public InetSocketAddress local() {
      return (InetSocketAddress) context.localPeer().address();
    }

    @Override
    public boolean isSecure() {
      return context.isSecure();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      DataReader reader = context.dataReader();
      while (true) {
        try {
          reader.ensureAvailable();
          int read = Math.min(length, reader.available());
          System.arraycopy(reader.readBytes(read), 0, into, offset, read);
          return read;
        } catch (DataReader.InsufficientDataAvailableException end) {
          return -1;
        } catch (RuntimeException failed) {
          // The time that HTTP may be silent is not TURN's; whoever serves this keeps another.
          if (!isTimeout(failed)) {
            throw new IOException("the connection is gone", failed);
          }
        }
      }
    }

    private static boolean isTimeout(Throwable failed) {
      return Stream.iterate(failed, Objects::nonNull, Throwable::getCause)
          .anyMatch(SocketTimeoutException.class::isInstance);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      try {
        context.dataWriter().writeNow(BufferData.create(bytes));
      } catch (RuntimeException gone) {
        throw new IOException("the connection is gone", gone);
      }
    }

    @Override
    public void close() {
      try {
        context.serverSocket().close();
      } catch (RuntimeException gone) {
        // It was closed already.
      }
    }
  }
}
