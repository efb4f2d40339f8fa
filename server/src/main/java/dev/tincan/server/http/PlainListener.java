package dev.tincan.server.http;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.context.Context;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The port without TLS. Helidon speaks HTTP on each connection, but the sockets are ours:
/// Helidon's own listener would hold a thread and buffers for as long as a WebSocket is open (ADR
/// 11).
final class PlainListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PlainListener.class);
  private static final long PAUSE_NANOS = 100_000_000;

  private final ServerSocketChannel channel;
  private final ListenerContext context;
  private final Router router;
  private final ServerConnectionSelector http;
  private final Limit requests = FixedLimit.create();
  private final Duration silenceMax;
  private final Semaphore places;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<PlainConnection, ServerConnection> open = new ConcurrentHashMap<>();
  private final Duration gracePeriod;

  private PlainListener(
      ServerSocketChannel channel,
      ListenerConfig config,
      HttpRouting.Builder routing,
      ServerConnectionSelector http,
      int connectionsMax) {
    this.channel = channel;
    this.context = new PlainContext(config, threads);
    this.router = Router.builder().addRouting(routing).build();
    this.http = http;
    this.gracePeriod = config.shutdownGracePeriod();
    this.silenceMax = config.connectionOptions().readTimeout();
    this.places = new Semaphore(connectionsMax);
  }

  /// @param config what of it concerns HTTP, and the port
  /// @throws IOException when the port is taken
  static PlainListener start(
      ListenerConfig config,
      HttpRouting.Builder routing,
      ServerConnectionSelector http,
      int connectionsMax)
      throws IOException {
    var channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(new InetSocketAddress(config.port()), config.backlog());
    } catch (IOException taken) {
      channel.close();
      throw taken;
    }
    var listener = new PlainListener(channel, config, routing, http, connectionsMax);
    listener.router.beforeStart();
    Thread.ofPlatform().name("http").start(listener::accept);
    return listener;
  }

  int port() {
    return channel.socket().getLocalPort();
  }

  /// Goes on after a failure: without file descriptors for a moment, a server should not be without
  /// its port for good.
  private void accept() {
    while (channel.isOpen()) {
      places.acquireUninterruptibly();
      try {
        SocketChannel accepted = channel.accept();
        serveOrClose(accepted);
      } catch (IOException failed) {
        places.release();
        if (channel.isOpen()) {
          LOG.warn("a connection could not be accepted: {}", failed.getMessage());
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }
  }

  private void serveOrClose(SocketChannel accepted) throws IOException {
    try {
      threads.execute(() -> serve(accepted));
    } catch (RejectedExecutionException stopping) {
      places.release();
      accepted.close();
    }
  }

  private void serve(SocketChannel accepted) {
    try (var connection = new PlainConnection(accepted, context, router)) {
      accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
      accepted.socket().setSoTimeout((int) silenceMax.toMillis());
      ServerConnection served = http.connection(connection);
      open.put(connection, served);
      try {
        served.handle(requests);
      } finally {
        open.remove(connection);
      }
    } catch (IOException | RuntimeException gone) {
      LOG.debug("a connection ended", gone);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }

  /// Answers that are under way may still be given.
  @Override
  public void close() throws IOException {
    channel.close();
    open.values().forEach(connection -> connection.close(false));
    threads.shutdown();
    try {
      var _ = threads.awaitTermination(gracePeriod.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    open.keySet().forEach(PlainConnection::close);
    threads.shutdownNow();
    router.afterStop();
  }

  /// What Helidon asks of a listener.
  private record PlainContext(
      ListenerConfig config,
      ExecutorService executor,
      Context context,
      MediaContext mediaContext,
      ContentEncodingContext contentEncodingContext,
      DirectHandlers directHandlers)
      implements ListenerContext {
    PlainContext(ListenerConfig config, ExecutorService executor) {
      this(
          config,
          executor,
          Context.create(),
          MediaContext.create(),
          ContentEncodingContext.create(),
          DirectHandlers.create());
    }
  }
}
