package dev.tincan.server.relay;

import dev.tincan.server.auth.RestCredentials;
import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.net.LocalAddresses;
import dev.tincan.server.net.StreamConnection;
import dev.tincan.server.ops.RelayCounts;
import dev.tincan.server.ops.RelayedAllocation;
import dev.tincan.turn.AllocationSummary;
import dev.tincan.turn.TurnConfig;
import dev.tincan.turn.TurnCounts;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.policy.PeerPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// STUN and TURN on UDP and TCP. Safe for any thread.
public final class RelayService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RelayService.class);
  private static final int PORT_MAX = 65_535;
  private static final int ANY_PORT_TRIES = 5;
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(1);

  private final RestCredentials credentials;
  private final int port;
  private final RelayEvents events = new RelayEvents();
  private final SignaledAddresses signaled = new SignaledAddresses();
  private final List<RelayLoop> loops = new ArrayList<>();
  private final StreamClients streamClients;
  private final StreamListener streamListener;

  /// @throws InvalidConfig when the port cannot be had; nothing is left open then
  public static RelayService start(RelayConfig config, RestCredentials credentials) {
    for (int tries = 1; ; tries++) {
      try {
        return open(config, credentials);
      } catch (InvalidConfig taken) {
        // Any port was asked for, and the one that TCP got is taken for UDP: another one will do.
        if (config.port() != 0 || tries == ANY_PORT_TRIES) {
          throw taken;
        }
      }
    }
  }

  private static RelayService open(RelayConfig config, RestCredentials credentials) {
    ServerSocket tcp;
    try {
      tcp = StreamListener.bind(config.port());
    } catch (IOException taken) {
      throw taken("TCP", config.port(), taken);
    }
    List<InetAddress> addresses = LocalAddresses.reachable();
    var service = new RelayService(config, credentials, tcp, addresses);
    try {
      service.listen(addresses);
    } catch (IOException taken) {
      service.close();
      throw taken("UDP", service.port, taken);
    }
    service.loops.forEach(RelayLoop::start);
    service.streamListener.start();
    return service;
  }

  private static InvalidConfig taken(String protocol, int port, IOException cause) {
    return new InvalidConfig(
        "%s port %d for STUN and TURN cannot be used (%s); stop the program that has it, or give another one by --turn-port."
            .formatted(protocol, port, String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT)),
        cause);
  }

  private RelayService(
      RelayConfig config,
      RestCredentials credentials,
      ServerSocket tcp,
      List<InetAddress> addresses) {
    this.credentials = credentials;
    this.port = tcp.getLocalPort();
    List<InetAddress> own = new ArrayList<>(addresses);
    config.publicAddress().ifPresent(own::add);
    var resources = new SharedResources(config.relayPorts(), config.quotas(), own, signaled);
    var turn =
        TurnConfig.of(
            credentials.realm(),
            credentials.nonceSecret(),
            new PeerPolicy(config.peerMode(), config.openedPeers()));
    Map<FiveTuple, Consumer<ByteBuffer>> streams = new ConcurrentHashMap<>();
    for (int i = 1; i <= config.loops(); i++) {
      loops.add(new RelayLoop("turn-" + i, config, turn, credentials, resources, streams, events));
    }
    streamClients = new StreamClients(loops, streams, events);
    streamListener = new StreamListener(tcp, streamClients);
  }

  private void listen(List<InetAddress> addresses) throws IOException {
    for (RelayLoop loop : loops) {
      for (InetAddress address : addresses) {
        loop.listen(address, port, RelayLoop.Served.TURN);
      }
    }
    listenSecond(addresses);
  }

  /// A second port lets a browser tell whether its NAT gives each destination another address. The
  /// relay works without it.
  private void listenSecond(List<InetAddress> addresses) {
    if (port == PORT_MAX) {
      return;
    }
    try {
      for (InetAddress address : addresses) {
        loops.getFirst().listen(address, port + 1, RelayLoop.Served.BINDING_ONLY);
      }
    } catch (IOException taken) {
      LOG.warn(
          "UDP port {} cannot be used ({}); the check for symmetric NATs needs it, calls do not",
          port + 1,
          taken.getMessage());
    }
  }

  /// The port that is served, also when 0 was asked for.
  public int port() {
    return port;
  }

  /// Serves a client that came over another port, until its connection ends.
  public void serve(StreamConnection connection) {
    streamClients.serve(connection);
  }

  /// The relay may now reach the addresses in this SDP or candidate for this stay in a call.
  public void signaled(String stay, String text) {
    signaled.add(RestCredentials.nameOfStay(stay), text);
  }

  /// What is allocated for this stay in a call lives until [#stayEnded].
  public void stayBegun(String stay) {
    credentials.stays(RestCredentials.nameOfStay(stay));
  }

  /// From now on nothing new is allocated; what is there lives on.
  public void drain() {
    loops.forEach(RelayLoop::drain);
  }

  /// Ends what is allocated for a stay in a call: at once together with its credentials, or when
  /// those run out.
  public void stayEnded(String stay, boolean atOnce) {
    String name = RestCredentials.nameOfStay(stay);
    credentials.left(name);
    if (atOnce) {
      signaled.forget(name);
      revoke(name);
    } else {
      signaled.lost(name);
    }
  }

  /// Ends the credentials of a name, and at once what was made with them.
  public void revoke(String name) {
    credentials.revoke(name);
    loops.forEach(loop -> loop.revoke(user -> RestCredentials.nameOf(user).equals(name)));
  }

  /// What is relayed now and was since the start.
  public RelayCounts counts() {
    Map<String, Integer> allocations = new LinkedHashMap<>();
    long toPeers = 0;
    long toClients = 0;
    for (RelayLoop loop : loops) {
      TurnCounts counts = counts(loop);
      counts
          .allocations()
          .forEach((transport, count) ->
              allocations.merge(transport.name().toLowerCase(Locale.ROOT), count, Integer::sum));
      toPeers += counts.bytesToPeers();
      toClients += counts.bytesToClients();
    }
    return new RelayCounts(
        allocations,
        toPeers,
        toClients,
        events.created(),
        events.closed(),
        events.refused(),
        events.dropped());
  }

  /// What is allocated now.
  public List<RelayedAllocation> allocations() {
    var all = new ArrayList<RelayedAllocation>();
    for (RelayLoop loop : loops) {
      for (AllocationSummary it : summaries(loop)) {
        all.add(
            new RelayedAllocation(
                RestCredentials.nameOf(it.user()),
                it.transport().name().toLowerCase(Locale.ROOT),
                it.madeNanos(),
                it.bytesToPeers() + it.bytesToClient()));
      }
    }
    return all;
  }

  private static TurnCounts counts(RelayLoop loop) {
    var answer = new CompletableFuture<TurnCounts>();
    loop.count(answer::complete);
    return awaited(answer);
  }

  private static List<AllocationSummary> summaries(RelayLoop loop) {
    var answer = new CompletableFuture<List<AllocationSummary>>();
    loop.summarize(answer::complete);
    return awaited(answer);
  }

  private static <T> T awaited(CompletableFuture<T> answer) {
    try {
      return answer.get(ANSWER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException late) {
      throw new IllegalStateException("a TURN loop does not answer", late);
    }
  }

  @Override
  public void close() {
    try {
      streamListener.close();
    } catch (IOException failed) {
      LOG.warn("the TURN listener did not close well", failed);
    }
    streamClients.close();
    loops.forEach(RelayLoop::close);
  }
}
