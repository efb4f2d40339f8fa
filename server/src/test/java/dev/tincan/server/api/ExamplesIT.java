package dev.tincan.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples of the API do what they say, against a real server.
class ExamplesIT {
  private static final Path EXAMPLES = Path.of("..", "docs", "api", "examples");

  @TempDir private static Path dataDir;
  private static ApiRig rig;

  @BeforeAll
  static void start() {
    rig = new ApiRig(dataDir);
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  @Test
  void inJava() throws Exception {
    schedules(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "Schedule.java"));
  }

  @Test
  void inPython() throws Exception {
    assumeTrue(isInstalled("python3"));
    schedules(List.of("python3", "schedule.py"));
  }

  @Test
  void withCurl() throws Exception {
    assumeTrue(isInstalled("curl") && isInstalled("jq"));
    schedules(List.of("bash", "schedule.sh"));
  }

  private static void schedules(List<String> command) throws Exception {
    var builder = new ProcessBuilder(command).directory(EXAMPLES.toFile()).redirectErrorStream(true);
    builder.environment().put("TINCAN", "http://localhost:" + rig.port());
    builder.environment().put("KEY", rig.key.unredacted());
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said)
        .containsPattern("host: http://localhost:\\d+/c/[a-z-]{16}#host=[\\w-]{43}")
        .containsPattern("Ana: http://localhost:\\d+/c/[a-z-]{16}#key=[\\w-]{43}")
        .containsPattern("starts: 20\\d\\d-");
  }

  private static boolean isInstalled(String program) throws IOException {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
