package dev.tincan.server;

import dev.tincan.calls.CallCounts;
import dev.tincan.calls.CallLimits;
import dev.tincan.server.api.AdminApi;
import dev.tincan.server.api.CalendarResources;
import dev.tincan.server.api.CallsApi;
import dev.tincan.server.api.Cors;
import dev.tincan.server.api.EventsApi;
import dev.tincan.server.api.Idempotency;
import dev.tincan.server.api.WebhooksApi;
import dev.tincan.server.auth.PassphraseHashing;
import dev.tincan.server.auth.RestCredentials;
import dev.tincan.server.config.Secret;
import dev.tincan.server.config.ServerConfig;
import dev.tincan.server.config.TlsConfig;
import dev.tincan.server.http.HttpServer;
import dev.tincan.server.mail.Invitations;
import dev.tincan.server.net.LocalAddresses;
import dev.tincan.server.ops.ErrorNotes;
import dev.tincan.server.ops.EventLog;
import dev.tincan.server.ops.History;
import dev.tincan.server.ops.Metrics;
import dev.tincan.server.ops.RelayWatch;
import dev.tincan.server.ops.Sampler;
import dev.tincan.server.ops.WarningTap;
import dev.tincan.server.relay.RelayConfig;
import dev.tincan.server.relay.RelayService;
import dev.tincan.server.signaling.CallLoop;
import dev.tincan.server.signaling.HttpCarrier;
import dev.tincan.server.signaling.IceServers;
import dev.tincan.server.signaling.Signaling;
import dev.tincan.server.store.AnswerStore;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.CallStore;
import dev.tincan.server.store.DataDir;
import dev.tincan.server.store.Database;
import dev.tincan.server.store.InvitationStore;
import dev.tincan.server.store.ParticipantStore;
import dev.tincan.server.store.Retention;
import dev.tincan.server.time.ServerClock;
import dev.tincan.server.tls.Certificates;
import dev.tincan.server.tls.ServerTls;
import dev.tincan.turn.policy.AddressRange;
import dev.tincan.turn.policy.Quotas;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole process, wired by hand: the one place where features meet. Either everything runs, or
/// nothing was left running.
public final class TincanServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TincanServer.class);
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(1);

  /// What was started, in the order in which it is closed.
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /// Written once, by [#drain].
  private volatile boolean draining;

  private final Optional<Certificates.Authority> authority;
  private final HttpServer http;
  private final RelayService relay;
  private final CallLoop calls;

  /// @throws dev.tincan.server.config.InvalidConfig when a port, the data folder or the database
  ///   cannot be had
  public static TincanServer start(ServerConfig config) {
    return start(config, ServerClock.system());
  }

  /// @param clock what calls, events and the API go by; the relay, whose credentials others make
  ///   too, and TLS keep to the machine's
  public static TincanServer start(ServerConfig config, ServerClock clock) {
    var parts = new ArrayDeque<AutoCloseable>();
    try {
      return new TincanServer(config, clock, parts);
    } catch (RuntimeException failed) {
      closeAll(parts);
      throw failed;
    }
  }

  private TincanServer(ServerConfig config, ServerClock clock, Deque<AutoCloseable> started) {
    RestCredentials credentials = credentials(config);
    Database database = begun(started, Database.own(config));
    begun(started, Retention.start(database, config.storage().retention(), clock));
    var callStore = new CallStore(database);
    var keys = new ApiKeyStore(database);
    var errors = new ErrorNotes();
    begun(started, new WarningTap(errors));
    relay = begun(started, RelayService.start(relayConfig(config), credentials));
    OptionalInt tlsPort =
        config.tlsPort().isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(HttpServer.requireFree(config.httpsPort(), "https-port"));
    var happenings = new Happenings(database, callStore, config.webhooks(), clock, started);
    calls =
        begun(
            started,
            new CallLoop(
                limits(config),
                new IceServers(
                    config.publicAddress(),
                    relay.port(),
                    tlsPort,
                    config.turnCredentialLife(),
                    credentials),
                callStore,
                new ParticipantStore(database),
                event -> {
                  EventLog.write(event);
                  happenings.recorder().accept(event);
                  errors.onEvent(event, clock.instant());
                },
                new CallsToRelay(relay),
                clock));
    authority = authority(config);
    var metrics = new Metrics(() -> counts(calls), relay::counts);
    var sources =
        new HttpServer.Sources(
            () -> obstacle(database),
            metrics::text,
            authority.map(Certificates.Authority::certificate),
            keys::hasAdmin);
    var history = new History();
    begun(started, new Sampler(() -> counts(calls), relay::counts, history, errors));
    Optional<HttpServer.Secure> secure =
        certificates(config)
            .map(certificates -> begun(started, certificates))
            .map(certificates ->
                new HttpServer.Secure(
                    tlsPort.orElseThrow(), ServerTls.context(certificates), relay::serve));
    var patient = new PatientCalls(calls);
    var callsForApi = new CallsForApi(patient, callStore);
    var cors = new Cors(config.apiCorsOrigins());
    var idempotency = new Idempotency(new AnswerStore(database), clock);
    var calendar = new CalendarResources(callsForApi, keys, clock);
    Optional<Invitations> invitations =
        config
            .mail()
            .map(mail ->
                begun(
                    started,
                    Invitations.start(mail, new InvitationStore(database), callStore, clock)));
    var callsApi =
        new CallsApi(
            new CallsApi.Desks(
                callsForApi,
                new TurnForApi(config.publicAddress(), relay.port(), tlsPort, credentials),
                new PassphraseHashing()::hash),
            calendar,
            invitations,
            keys,
            idempotency,
            clock);
    http =
        begun(
            started,
            HttpServer.start(
                config.httpPort(),
                secure,
                sources,
                begun(started, Signaling.endpoint(calls)),
                Map.of(
                    HttpCarrier.PATH,
                    begun(started, new HttpCarrier(calls)),
                    CalendarResources.LINKS_PATH,
                    calendar,
                    WebhooksApi.PATH,
                    cors.around(happenings.webhooksApi(keys, idempotency)),
                    EventsApi.PATH,
                    cors.around(begun(started, happenings.streams(keys))),
                    CallsApi.PATH,
                    cors.around(callsApi),
                    AdminApi.PATH,
                    new AdminApi(
                        new AdminForApi(
                            patient, new RelayWatch(relay::allocations, System::nanoTime), this),
                        keys,
                        happenings.webhooks(),
                        new AdminApi.Notes(history, errors, version()),
                        clock))));
    // Clients are told before their connections close.
    started.remove(calls);
    started.addFirst(calls);
    parts.addAll(started);
  }

  private static Optional<Certificates> certificates(ServerConfig config) {
    return switch (config.tls()) {
      case TlsConfig.Off _ -> Optional.empty();
      case TlsConfig.Files files ->
          Optional.of(Certificates.ofFiles(files.certificate(), files.key()));
      case TlsConfig.SelfSigned own -> {
        var names = new TreeSet<>(own.names());
        names.add("localhost");
        LocalAddresses.hostName().ifPresent(names::add);
        var addresses = new LinkedHashSet<>(LocalAddresses.reachable());
        config.publicAddress().ifPresent(addresses::add);
        yield Optional.of(Certificates.selfSigned(config.dataDir(), names, addresses));
      }
    };
  }

  private static Optional<Certificates.Authority> authority(ServerConfig config) {
    return switch (config.tls()) {
      case TlsConfig.Off _, TlsConfig.Files _ -> Optional.empty();
      case TlsConfig.SelfSigned _ -> Optional.of(Certificates.authority(config.dataDir()));
    };
  }

  private static CallLimits limits(ServerConfig config) {
    CallLimits limits = CallLimits.defaults();
    return limits
        .withSizes(limits.sizes().withParticipantsPerCall(config.participantsPerCall()))
        .withTimers(limits.timers().withEmptyCall(config.callLingering()))
        .withPolicy(new CallLimits.Policy(config.chosenNames(), config.callLengthMax()));
  }

  private static RelayConfig relayConfig(ServerConfig config) {
    return new RelayConfig(
        config.turnPort(),
        config.publicAddress(),
        LocalAddresses.outward(),
        config.relayPorts(),
        config.peerPolicy(),
        config.allowPeers().stream().map(AddressRange::parse).toList(),
        Quotas.Limits.defaults(),
        Runtime.getRuntime().availableProcessors());
  }

  private static <T extends AutoCloseable> T begun(Deque<AutoCloseable> started, T part) {
    started.addFirst(part);
    return part;
  }

  /// The TURN credentials of the configured secret, or of the one that the data folder keeps.
  static RestCredentials credentials(ServerConfig config) {
    Secret secret = config.turnSecret().orElseGet(() -> DataDir.turnSecret(config.dataDir()));
    return new RestCredentials(
        secret.unredacted().getBytes(StandardCharsets.UTF_8), config.turnRealm());
  }

  private static String version() {
    return Optional.ofNullable(TincanServer.class.getPackage().getImplementationVersion())
        .orElse("not packaged");
  }

  private static CallCounts counts(CallLoop calls) {
    try {
      return calls.counts(ANSWER_PATIENCE);
    } catch (TimeoutException late) {
      throw new IllegalStateException("the calls do not answer", late);
    }
  }

  /// Why no calls can be made now; empty when they can.
  private String obstacle(Database database) {
    if (draining) {
      return "the server is about to stop";
    }
    if (!database.isUp()) {
      return "the database is away; calls go on, new ones are refused until it is back";
    }
    return answers(calls) ? "" : "the calls do not answer";
  }

  private static boolean answers(CallLoop calls) {
    try {
      calls.counts(ANSWER_PATIENCE);
      return true;
    } catch (TimeoutException late) {
      return false;
    }
  }

  public int httpPort() {
    return http.port();
  }

  public OptionalInt httpsPort() {
    return http.securePort();
  }

  /// Whom people of a self-signed server are to trust.
  Optional<Certificates.Authority> authority() {
    return authority;
  }

  public int turnPort() {
    return relay.port();
  }

  /// Takes no new relayed connections, and tells load balancers and clients so; everything else
  /// goes on.
  public void drain() {
    draining = true;
    relay.drain();
    calls.goAway();
  }

  public boolean isDraining() {
    return draining;
  }

  /// Relayed connections now.
  public int allocations() {
    return relay.counts().total();
  }

  /// Stops everything: clients are told, then the ports close, last the database.
  @Override
  public void close() {
    closeAll(parts);
  }

  private static void closeAll(Deque<AutoCloseable> parts) {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception failed) {
        LOG.warn("{} did not close well", part.getClass().getSimpleName(), failed);
      }
    }
  }
}
