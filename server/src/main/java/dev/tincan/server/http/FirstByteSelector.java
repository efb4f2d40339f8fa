package dev.tincan.server.http;

import dev.tincan.server.net.StreamConnection;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.CloseConnectionException;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tells TURN over TLS from HTTPS on one port by the first byte: STUN's is 0 to 3 (RFC 7983 §7),
/// that of HTTP a letter. What a client names in the handshake (RFC 7443) is not trusted for it:
/// coturn's client names HTTP first, and speaks STUN.
final class FirstByteSelector implements ServerConnectionSelector {
  private static final String STUN_ALPN = "stun.turn";
  private static final int FIRST_BYTE_MAX = 3;

  private final ServerConnectionSelector http;
  private final Consumer<StreamConnection> stun;

  /// @param stun serves a connection until it ends
  FirstByteSelector(ServerConnectionSelector http, Consumer<StreamConnection> stun) {
    this.http = http;
    this.stun = stun;
  }

  /// The only selector of its port is asked without any.
  @Override
  public int bytesToIdentifyConnection() {
    return 0;
  }

  @Override
  public Support supports(BufferData first) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return Stream.concat(http.supportedApplicationProtocols().stream(), Stream.of(STUN_ALPN))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    try {
      context.dataReader().ensureAvailable();
      return context.dataReader().lookup() <= FIRST_BYTE_MAX
          ? new StunConnection(context)
          : http.connection(context);
    } catch (DataReader.InsufficientDataAvailableException nothingCame) {
      throw new CloseConnectionException("Nothing came.", nothingCame);
    }
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
