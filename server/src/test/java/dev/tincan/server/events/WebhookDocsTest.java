package dev.tincan.server.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The programs of docs/webhooks.md believe what the server signs, and nothing else.
class WebhookDocsTest {
  private static final String BODY = "{\"type\":\"call.started\",\"name\":\"Zoë\"}";
  private static final Path DOCS = Path.of("..", "docs", "webhooks.md");

  private final WebhookSecret secret = WebhookSecret.random(new Random(3));
  private final Instant now = Instant.now();
  private final String signature = "v1,AAAA " + secret.sign("evt_x", now, BODY);
  @TempDir private Path folder;

  @Test
  void java() throws Exception {
    Path source = folder.resolve("Docs.java");
    Files.writeString(source, "class Docs {\n" + program("java") + "}\n");
    var compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, source.toString())).isZero();
    try (var loader = URLClassLoader.newInstance(new URL[] {folder.toUri().toURL()})) {
      var verify =
          loader
              .loadClass("Docs")
              .getDeclaredMethod("verify", String.class, Map.class, byte[].class);
      verify.setAccessible(true);
      assertThat(verify.invoke(null, secret.text(), headers(now), bytes(BODY))).isEqualTo(true);
      assertThat(verify.invoke(null, secret.text(), headers(now), bytes(BODY + " ")))
          .isEqualTo(false);
      Instant old = now.minusSeconds(600);
      assertThat(verify.invoke(null, secret.text(), headers(old), bytes(BODY))).isEqualTo(false);
    }
  }

  @Test
  void python() throws Exception {
    assumeTrue(exists("python3"), "no Python here");
    String checks =
        """
        import json, sys
        secret, headers, body = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3].encode()
        old = dict(headers, **{"webhook-timestamp": "1"})
        print(verify(secret, headers, body), verify(secret, headers, body + b" "), verify(secret, old, body))
        """;
    assertThat(run("python3", "docs.py", program("python") + checks))
        .isEqualToIgnoringCase("true false false");
  }

  @Test
  void node() throws Exception {
    assumeTrue(exists("node"), "no Node here");
    String checks =
        """
        const [secret, headers, body] = [process.argv[2], JSON.parse(process.argv[3]), Buffer.from(process.argv[4])];
        const old = { ...headers, 'webhook-timestamp': '1' };
        console.log(verify(secret, headers, body), verify(secret, headers, body + ' '), verify(secret, old, body));
        """;
    assertThat(run("node", "docs.cjs", program("js") + checks)).isEqualTo("true false false");
  }

  private Map<String, String> headers(Instant at) {
    return Map.of(
        "webhook-id",
        "evt_x",
        "webhook-timestamp",
        Long.toString(at.getEpochSecond()),
        "webhook-signature",
        signature);
  }

  private String run(String interpreter, String name, String program)
      throws IOException, InterruptedException {
    Path file = folder.resolve(name);
    Files.writeString(file, program);
    String headers = JsonMapper.shared().writeValueAsString(headers(now));
    Process process =
        new ProcessBuilder(List.of(interpreter, file.toString(), secret.text(), headers, BODY))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said.strip();
  }

  private static boolean exists(String interpreter) throws InterruptedException {
    try {
      return new ProcessBuilder(interpreter, "--version").start().waitFor() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  private static String program(String language) {
    try {
      String docs = Files.readString(DOCS);
      Matcher block =
          Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(docs);
      assertThat(block.find()).isTrue();
      return block.group(1);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
