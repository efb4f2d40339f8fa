package dev.tincan.bench.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Runs [DataLaneBenchmark], prints what counts and writes it down.
public final class CoreBenchmarks {
  private static final String GARBAGE = "gc.alloc.rate.norm";

  private CoreBenchmarks() {}

  private record Row(
      String lane, String allocations, double nanosPerPacket, double error, double bytesPerPacket) {
    static Row of(RunResult result) {
      return new Row(
          result.getPrimaryResult().getLabel(),
          result.getParams().getParam("allocations"),
          result.getPrimaryResult().getScore(),
          result.getPrimaryResult().getScoreError(),
          Objects.requireNonNull(result.getSecondaryResults().get(GARBAGE)).getScore());
    }

    String line() {
      return "%-18s %11s %10.1f ± %-6.1f %9.1f"
          .formatted(lane, allocations, nanosPerPacket, error, bytesPerPacket);
    }

    String json() {
      return String.format(
          Locale.ROOT,
          "  { \"lane\": \"%s\", \"allocations\": %s, \"nsPerPacket\": %.1f, \"nsError\": %.1f, \"bytesPerPacket\": %.2f }",
          lane,
          allocations,
          nanosPerPacket,
          error,
          bytesPerPacket);
    }
  }

  /// @param args where the JSON goes, then arguments of the measured JVM
  public static void main(String[] args) throws RunnerException, IOException {
    List<String> jvm = new ArrayList<>(List.of(args).subList(1, args.length));
    List<Row> rows =
        new Runner(
                new OptionsBuilder()
                    .include(DataLaneBenchmark.class.getName())
                    .addProfiler(GCProfiler.class)
                    .jvmArgsAppend(jvm.toArray(String[]::new))
                    .build())
            .run().stream().map(Row::of).toList();
    System.out.printf(
        "%n%-18s %11s %19s %9s%n", "lane", "allocations", "ns/packet       ", "B/packet");
    rows.forEach(row -> System.out.println(row.line()));
    Files.writeString(
        Path.of(args[0]),
        rows.stream().map(Row::json).collect(Collectors.joining(",\n", "[\n", "\n]\n")));
    System.out.println("\nWritten to " + args[0]);
  }
}
