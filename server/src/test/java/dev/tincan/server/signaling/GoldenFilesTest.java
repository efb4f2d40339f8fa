package dev.tincan.server.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.ClientMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The golden files of `protocol/`, which the page's tests read too.
class GoldenFilesTest {
  private static final Path PROTOCOL = Path.of("..", "protocol");
  private final FrameReader reader = new FrameReader();

  static List<Path> clientExamples() throws IOException {
    return examples("client");
  }

  static List<Path> allExamples() throws IOException {
    return Stream.concat(examples("client").stream(), examples("server").stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("allExamples")
  void everyExampleFollowsTheSchema(Path example) throws IOException {
    String definition = example.toString().contains("client") ? "ClientFrame" : "ServerFrame";
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder.schemas(id ->
                    id.equals("urn:tincan:protocol:1")
                        ? read(PROTOCOL.resolve("schema.json"))
                        : null));
    Schema schema =
        registry.getSchema(SchemaLocation.of("urn:tincan:protocol:1#/$defs/" + definition));

    assertThat(schema.validate(Files.readString(example), InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("clientExamples")
  void everyClientExampleIsUnderstood(Path example) throws Exception {
    ClientFrame frame = reader.read(Files.readString(example));

    if (frame instanceof ClientFrame.Envelope envelope) {
      assertThat(envelope.message())
          .isNotInstanceOfAny(ClientMessage.Invalid.class, ClientMessage.Unknown.class);
      String type =
          envelope.message() instanceof ClientMessage.SignalTo to
              ? to.signal().kind().wire()
              : envelope.message().getClass().getSimpleName();
      assertThat(example.getFileName().toString()).startsWithIgnoringCase(type);
    }
  }

  @ParameterizedTest
  @MethodSource("clientExamples")
  void aClientExampleWithAnyMemberMissingNeverThrowsButBrokenFrame(Path example)
      throws IOException {
    String[] lines = Files.readAllLines(example).toArray(String[]::new);
    for (int without = 1; without < lines.length - 1; without++) {
      int skipped = without;
      String cut =
          String.join(
              "\n",
              Stream.iterate(0, i -> i < lines.length, i -> i + 1)
                  .filter(i -> i != skipped)
                  .map(i -> lines[i])
                  .toList());
      try {
        assertThat(reader.read(cut)).isNotNull();
      } catch (FrameReader.BrokenFrame expected) {
        assertThat(expected).hasMessageNotContaining("Exception");
      }
    }
  }

  @Test
  void aBodyWithAWrongMemberStillCountsAndNamesIt() throws Exception {
    var frame =
        (ClientFrame.Envelope)
            reader.read(
                "{\"seq\":4,\"ack\":2,\"id\":\"x\",\"type\":\"joinCall\",\"body\":{\"call\":\"a\",\"name\":7,\"media\":{}}}");

    assertThat(frame.seq()).isEqualTo(4);
    assertThat(frame.message())
        .isInstanceOfSatisfying(
            ClientMessage.Invalid.class, it -> assertThat(it.reason()).contains("name"));
  }

  @Test
  void s2_whatIsNoFrameBreaksTheConnection() {
    for (String text :
        List.of(
            "",
            "[]",
            "7",
            "{}",
            "{\"type\":1}",
            "{\"type\":\"hello\"}",
            "{\"type\":\"joinCall\"}",
            "{\"type\":\"ack\",\"ack\":-1}",
            "[".repeat(5_000))) {
      assertThatThrownBy(() -> reader.read(text))
          .as(text)
          .isInstanceOf(FrameReader.BrokenFrame.class);
    }
  }

  private static List<Path> examples(String side) throws IOException {
    try (Stream<Path> files = Files.list(PROTOCOL.resolve("examples").resolve(side))) {
      return files.sorted().toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }
}
