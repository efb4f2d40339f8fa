package dev.tincan.server.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.session.ParticipantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What one client writes into a signal is what the other one reads, though nobody between them
/// takes it apart.
class SignalBodiesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final ParticipantId BEN = new ParticipantId("b7n2c5d8f1g4h6j9l0s3eq");
  private final FrameReader reader = new FrameReader();
  private final FrameWriter writer = new FrameWriter();

  @Test
  void everyTextArrivesHoweverItIsWritten() throws Exception {
    var random = new SplittableRandom(1);
    List<String> pieces =
        List.of(
            "v=0", "\r\n", "\"", "\\", "/", "\t", "\u0001", "ä", "\u2028", "語", "🎈", "sdp", ",}");
    for (int run = 0; run < 2_000; run++) {
      var sdp = new StringBuilder(random.nextBoolean() ? "v=0\r\n" : "a");
      for (int i = random.nextInt(12); i > 0; i--) {
        sdp.append(pieces.get(random.nextInt(pieces.size())));
      }
      String written = written(sdp.toString(), random);
      String space = random.nextBoolean() ? " \n" : "";
      var members =
          new ArrayList<>(
              List.of("\"sdp\"%s:%s%s".formatted(space, space, written), "\"offerId\":\"\\\"1\""));
      if (random.nextBoolean()) {
        members.add("\"other\":{\"sdp\":\"x\"}");
      }
      if (random.nextBoolean()) {
        members.addFirst(members.removeLast());
      }

      JsonNode body = passed("{" + String.join(space + "," + space, members) + space + "}");

      assertThat(body)
          .as(written)
          .isEqualTo(JSON.createObjectNode().put("sdp", sdp.toString()).put("offerId", "\"1"));
    }
  }

  @Test
  void candidatesAreInTheBodyInPlainLetters() throws Exception {
    String escaped = "\"v=0\\r\\na=\\u0063andidate:1 1 udp 1 8.8.4.4 9 typ host\\r\\n\"";

    assertThat(signal("{\"sdp\":%s,\"offerId\":\"1\"}".formatted(escaped)))
        .isInstanceOfSatisfying(
            ClientMessage.SignalTo.class,
            it -> assertThat(it.signal().body()).contains("a=candidate:1 1 udp 1 8.8.4.4 9 typ"));
  }

  @Test
  void aDescriptionWithoutATextCountsAndIsInvalid() throws Exception {
    for (String sdp :
        List.of("\"\"", "\" \\r\\n\"", "\"\\u0020\"", "7", "null", "{}", "[\"v=0\"]", tooLong())) {
      assertThat(signal("{\"sdp\":%s,\"offerId\":\"1\"}".formatted(sdp)))
          .as(sdp)
          .isInstanceOfSatisfying(
              ClientMessage.Invalid.class, it -> assertThat(it.reason()).startsWith("sdp"));
    }
    assertThat(signal("{\"offerId\":\"1\"}")).isInstanceOf(ClientMessage.Invalid.class);
    assertThat(signal("{\"sdp\":\"v=0\"}")).isInstanceOf(ClientMessage.Invalid.class);
  }

  @Test
  void aLongTextIsMeasuredByWhatItMeans() throws Exception {
    String sdp = "v=0" + "\n".repeat(59_997);

    assertThat(passed("{\"sdp\":%s,\"offerId\":\"1\"}".formatted(JSON.writeValueAsString(sdp))))
        .isEqualTo(JSON.createObjectNode().put("sdp", sdp).put("offerId", "1"));
  }

  @Test
  void s2_whatIsNoTextOfJsonBreaksTheConnection() {
    for (String sdp : List.of("\"v=0\n\"", "\"v=0\\x\"", "\"v=0\\u00g0\"", "\"v=0", "\"v=0\"\"")) {
      assertThatThrownBy(() -> signal("{\"sdp\":%s,\"offerId\":\"1\"}".formatted(sdp)))
          .as(sdp)
          .isInstanceOf(FrameReader.BrokenFrame.class);
    }
  }

  @Test
  void bytesThatAreNoUtf8AreNotPassedOn() throws Exception {
    byte[] frame =
        frame("{\"sdp\":\"v=0 \u00e4 \",\"offerId\":\"1\"}").getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < frame.length; i++) {
      if (frame[i] == (byte) 0xC3) {
        frame[i] = (byte) 0xC0; // An overlong form, which no browser takes.
      }
    }

    byte[] passed = passed(reader.read(frame, 0, frame.length));

    assertThat(new String(passed, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))
        .isEqualTo(passed);
    assertThat(new String(passed, StandardCharsets.UTF_8)).contains("v=0 \uFFFD");
  }

  @Test
  void s30_theFramesOfABatchAreReadAndMeasuredOneByOne() throws Exception {
    String offer = frame("{\"sdp\":\"v=0 \u00e4\",\"offerId\":\"1\"}");
    int bytes = offer.getBytes(StandardCharsets.UTF_8).length;
    String batch = "[" + offer + " , {\"type\":\"ping\"},\n" + offer + "]";

    assertThat(reader.readBatch(batch, bytes))
        .containsExactly(reader.read(offer), new ClientFrame.Ping(), reader.read(offer));
    for (String broken : List.of(offer, "[7]", "[" + offer, "[" + offer + "}", "", "[null]")) {
      assertThatThrownBy(() -> reader.readBatch(broken, bytes))
          .as(broken)
          .isInstanceOf(FrameReader.BrokenFrame.class);
    }
    assertThatThrownBy(() -> reader.readBatch(batch, bytes - 1))
        .isInstanceOf(FrameReader.BrokenFrame.class)
        .hasMessageContaining("at most");
  }

  private static String tooLong() {
    return "\"v=0" + "x".repeat(60_000) + '"';
  }

  /// As JSON, each letter escaped or not where there is a choice.
  private static String written(String text, SplittableRandom random) {
    var json = new StringBuilder("\"");
    text.codePoints()
        .mapToObj(Character::toString)
        .forEach(letter -> {
          if (random.nextInt(20) == 0) {
            letter.chars().forEach(half -> json.append("\\u%04x".formatted(half)));
          } else if (letter.equals("/") && random.nextBoolean()) {
            json.append("\\/");
          } else {
            String one = JSON.writeValueAsString(letter);
            json.append(one, 1, one.length() - 1);
          }
        });
    return json.append('"').toString();
  }

  private static String frame(String body) {
    return "{\"body\":%s,\"seq\":1,\"ack\":0,\"type\":\"createOffer\",\"to\":\"%s\"}"
        .formatted(body, BEN.value());
  }

  private ClientMessage signal(String body) throws FrameReader.BrokenFrame {
    return ((ClientFrame.Envelope) reader.read(frame(body))).message();
  }

  private JsonNode passed(String body) throws FrameReader.BrokenFrame {
    return JSON.readTree(passed(reader.read(frame(body)))).path("body");
  }

  private byte[] passed(ClientFrame frame) {
    var to = (ClientMessage.SignalTo) ((ClientFrame.Envelope) frame).message();
    var message = new ServerMessage.SignalFrom(BEN, to.signal());
    return writer.bytes(new ServerFrame.Envelope(1, 0, Optional.empty(), message));
  }
}
