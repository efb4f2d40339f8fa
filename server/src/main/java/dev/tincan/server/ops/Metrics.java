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
import java.util.function.Supplier;

/// The numbers at `/metrics`, read from their owners when somebody asks. Safe for use by any
/// thread.
public final class Metrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();

  /// @param calls asked once per number and scrape
  public Metrics(Supplier<CallCounts> calls, Supplier<RelayCounts> relay) {
    JvmMetrics.builder().register(registry);
    GaugeWithCallback.builder()
        .name("tincan_calls")
        .help("Calls that have not ended, by state.")
        .labelNames("state")
        .callback(value -> {
          CallCounts.Calls now = calls.get().present().calls();
          value.call(now.open(), "open");
          value.call(now.waiting(), "waiting");
          value.call(now.live(), "live");
          value.call(now.lingering(), "lingering");
        })
        .register(registry);
    gauge("tincan_participants", "People in calls.", () -> calls.get().present().participants());
    gauge("tincan_sessions", "Signaling sessions.", () -> calls.get().present().sessions());
    gauge(
        "tincan_connections",
        "Open signaling connections.",
        () -> calls.get().present().connections());
    counter("tincan_frames_received", "Signaling frames received.", () -> calls.get().framesIn());
    counter("tincan_frames_sent", "Signaling frames sent.", () -> calls.get().framesOut());
    CounterWithCallback.builder()
        .name("tincan_rejected")
        .help("Requests and frames that were refused, by error code.")
        .labelNames("code")
        .callback(value ->
            calls.get().rejected().forEach((code, count) -> value.call(count, code.wire())))
        .register(registry);
    GaugeWithCallback.builder()
        .name("tincan_turn_allocations")
        .help("TURN allocations, by the client's transport.")
        .labelNames("transport")
        .callback(value ->
            relay.get().allocations().forEach((transport, count) -> value.call(count, transport)))
        .register(registry);
    CounterWithCallback.builder()
        .name("tincan_turn_relayed_bytes")
        .help("Payload bytes relayed, by direction.")
        .labelNames("direction")
        .callback(value -> {
          RelayCounts now = relay.get();
          value.call((double) now.bytesToPeers(), "to_peer");
          value.call((double) now.bytesToClients(), "to_client");
        })
        .register(registry);
    counter(
        "tincan_turn_refused",
        "STUN and TURN requests answered with an error.",
        () -> relay.get().refused());
    counter("tincan_turn_dropped", "Packets the relay threw away.", () -> relay.get().dropped());
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
  public String text() {
    var text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, registry.scrape());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}
