package dev.tincan.server.ops;

import dev.tincan.calls.CallCounts;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The numbers at `/metrics`, read from their owners when somebody asks. Safe for use by any
/// thread.
public final class Metrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Supplier<CallCounts> callsNow;
  private final Supplier<RelayCounts> relayNow;

  /// The pictures of this scrape. Guarded by `this`.
  private CallCounts calls;

  private RelayCounts relay;

  /// Each source is asked once per scrape, so that the numbers of one answer belong together.
  public Metrics(Supplier<CallCounts> calls, Supplier<RelayCounts> relay) {
    this.callsNow = calls;
    this.relayNow = relay;
    this.calls = calls.get();
    this.relay = relay.get();
    register();
  }

  /// The callbacks run inside [#text], which holds the lock.
  private void register() {
    JvmMetrics.builder().register(registry);
    GaugeWithCallback.builder()
        .name("tincan_calls")
        .help("Calls that have not ended, by state.")
        .labelNames("state")
        .callback(value -> {
          CallCounts.Calls now = calls.present().calls();
          value.call(now.scheduled(), "scheduled");
          value.call(now.open(), "open");
          value.call(now.waiting(), "waiting");
          value.call(now.live(), "live");
          value.call(now.lingering(), "lingering");
        })
        .register(registry);
    gauge("tincan_participants", "People in calls.", () -> calls.present().participants());
    gauge("tincan_sessions", "Signaling sessions.", () -> calls.present().sessions());
    gauge("tincan_connections", "Open signaling connections.", () -> calls.present().connections());
    counter("tincan_frames_received", "Signaling frames received.", () -> calls.framesIn());
    counter("tincan_frames_sent", "Signaling frames sent.", () -> calls.framesOut());
    CounterWithCallback.builder()
        .name("tincan_rejected")
        .help("Requests and frames that were refused, by error code.")
        .labelNames("code")
        .callback(
            value -> calls.rejected().forEach((code, count) -> value.call(count, code.wire())))
        .register(registry);
    GaugeWithCallback.builder()
        .name("tincan_turn_allocations")
        .help("TURN allocations, by the client's transport.")
        .labelNames("transport")
        .callback(value ->
            relay.allocations().forEach((transport, count) -> value.call(count, transport)))
        .register(registry);
    CounterWithCallback.builder()
        .name("tincan_turn_relayed_bytes")
        .help("Payload bytes relayed, by direction.")
        .labelNames("direction")
        .callback(value -> {
          value.call((double) relay.bytesToPeers(), "to_peer");
          value.call((double) relay.bytesToClients(), "to_client");
        })
        .register(registry);
    counts(
        "tincan_turn_allocations_created",
        "Allocations made, by transport.",
        () -> relay.created(),
        "transport");
    counts(
        "tincan_turn_allocations_closed",
        "Allocations ended, by transport and reason.",
        () -> relay.closed(),
        "transport",
        "reason");
    counts(
        "tincan_turn_refused",
        "STUN and TURN requests answered with an error, by transport and code.",
        () -> relay.refused(),
        "transport",
        "code");
    counts(
        "tincan_turn_dropped",
        "Packets the relay threw away, by reason.",
        () -> relay.dropped(),
        "reason");
  }

  /// @param labels of transport and outcome, or of one of them
  private void counts(
      String name, String help, Supplier<List<RelayCounts.Count>> counts, String... labels) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(value -> {
          for (RelayCounts.Count count : counts.get()) {
            String[] texts =
                Stream.of(count.transport(), count.outcome())
                    .filter(text -> !text.isEmpty())
                    .toArray(String[]::new);
            value.call((double) count.value(), texts);
          }
        })
        .register(registry);
  }

  private void gauge(String name, String help, Supplier<Number> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(c -> c.call(value.get().doubleValue()))
        .register(registry);
  }

  private void counter(String name, String help, Supplier<Number> value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(c -> c.call(value.get().doubleValue()))
        .register(registry);
  }

  /// All numbers in Prometheus' text format.
  public synchronized String text() {
    calls = callsNow.get();
    relay = relayNow.get();
    var text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, registry.scrape());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}
