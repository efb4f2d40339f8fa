package dev.tincan.bench.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The real server, started as a user would, and what can be seen of it from outside. Linux only.
final class ServerProcess implements AutoCloseable {
  private static final Pattern HTTP_PORT = Pattern.compile("http://localhost:(\\d+)");
  private static final Pattern TURN_PORT = Pattern.compile("STUN and TURN are on port (\\d+)");

  /// Tenth of the columns of `/proc/net/udp`.
  private static final Pattern INODE = Pattern.compile("^ *(?:\\S+ +){9}(\\d+).*$");

  /// Or three of four full collections of the serial collector would leave some garbage, to save
  /// time, which the histogram would count.
  private static final String COMPACT_ALWAYS = "-XX:MarkSweepAlwaysCompactCount=1";

  private static final long START_MILLIS_MAX = 60_000;

  private final Process process;
  private final Path log;
  private final HttpClient http = HttpClient.newHttpClient();

  ServerProcess(Path tincan, Path folder, String secret, List<String> options) throws IOException {
    log = folder.resolve("tincan.out");
    List<String> command = new ArrayList<>(List.of(tincan.toString()));
    command.addAll(List.of("--http-port=0", "--turn-port=0", "--data-dir=" + folder));
    command.addAll(options);
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("TINCAN_TURN_SECRET", secret);
    builder.environment().put("JDK_JAVA_OPTIONS", COMPACT_ALWAYS);
    process = builder.start();
  }

  int turnPort() throws IOException, InterruptedException {
    return port(TURN_PORT);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// All that it printed.
  String output() throws IOException {
    return Files.readString(log);
  }

  private int port(Pattern pattern) throws IOException, InterruptedException {
    long giveUp = System.currentTimeMillis() + START_MILLIS_MAX;
    while (process.isAlive() && System.currentTimeMillis() < giveUp) {
      Matcher found = pattern.matcher(output());
      if (found.find()) {
        return Integer.parseInt(found.group(1));
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException("tincan did not start:\n" + output());
  }

  /// TURN allocations of all transports, as the metrics tell.
  int allocations() throws IOException, InterruptedException {
    var uri = URI.create("http://localhost:" + port(HTTP_PORT) + "/metrics");
    String metrics = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    return (int)
        Pattern.compile("(?m)^tincan_turn_allocations\\{.*} (\\S+)$")
            .matcher(metrics)
            .results()
            .mapToDouble(result -> Double.parseDouble(result.group(1)))
            .sum();
  }

  /// What lives in the heap: the sum of a histogram, for which the JVM collects all garbage first.
  long liveHeapBytes() throws IOException, InterruptedException {
    String histogram = run("jcmd", String.valueOf(pid()), "GC.class_histogram");
    Matcher total = Pattern.compile("(?m)^Total +\\d+ +(\\d+)").matcher(histogram);
    if (!total.find()) {
      throw new IllegalStateException("no histogram of the heap: " + histogram);
    }
    return Long.parseLong(total.group(1));
  }

  private static String run(String tool, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", tool).toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(tool + " failed: " + output);
    }
    return output;
  }

  /// UDP sockets that it has open.
  int udpSockets() throws IOException {
    Set<String> open = new HashSet<>();
    for (String table : List.of("udp", "udp6")) {
      try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid() + "/net/" + table))) {
        lines.skip(1).map(line -> INODE.matcher(line).replaceFirst("$1")).forEach(open::add);
      }
    }
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
      return (int)
          files
              .map(ServerProcess::target)
              .filter(target -> target.startsWith("socket:["))
              .filter(target -> open.contains(target.substring(8, target.length() - 1)))
              .count();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", interrupted));
    }
  }
}
