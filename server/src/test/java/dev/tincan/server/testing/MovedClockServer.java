package dev.tincan.server.testing;

import dev.tincan.server.TincanServer;
import dev.tincan.server.config.ServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;

/// The real server by a clock that is moved forward by lines such as `PT2M` on the standard input,
/// each of which is answered when it is done. For tests in other languages; takes the options of
/// the server.
final class MovedClockServer {
  private MovedClockServer() {}

  public static void main(String[] args) throws IOException {
    var options = new ServerOptions();
    CommandLine.populateCommand(options, args);
    var clock = new MovedClock();
    TincanServer server = TincanServer.start(options.toConfig(), clock);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      clock.move(Duration.parse(line));
      System.out.println("It is " + clock.instant());
    }
    // Whoever could move the clock is gone.
    System.exit(0);
  }
}
