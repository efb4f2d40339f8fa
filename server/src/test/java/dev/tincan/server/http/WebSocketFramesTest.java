package dev.tincan.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebSocketFramesTest {
  private static final int MESSAGE_BYTES_MAX = 70_000;
  private static final int FIN = 0x80;
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;

  private final WebSocketFrames frames = new WebSocketFrames(MESSAGE_BYTES_MAX);
  private final Recorder heard = new Recorder();

  @Test
  void textOfEveryLengthFormComesUnmasked() {
    for (int length : new int[] {0, 1, 7, 125, 126, 3_000, 65_535, 65_536}) {
      String text = "é".repeat(length / 2) + "x".repeat(length % 2);
      read(frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8)));
      assertThat(heard.takeAll()).containsExactly("text " + text);
    }
  }

  @Test
  void framesThatComeByteByByteAreReadWhenTheyAreWhole() {
    byte[] bytes = joined(frame(FIN | TEXT, bytes("one")), frame(FIN | TEXT, new byte[200]));
    byte[] begun = {};
    for (byte next : bytes) {
      begun = joined(begun, new byte[] {next});
      ByteBuffer in = ByteBuffer.wrap(begun);
      frames.read(in, heard);
      begun = Arrays.copyOfRange(begun, in.position(), begun.length);
    }
    assertThat(heard.takeAll()).containsExactly("text one", "text " + "\0".repeat(200));
    assertThat(begun).isEmpty();
  }

  @Test
  void aMessageInPartsIsOneMessageAndLetsControlFramesThrough() {
    read(
        frame(TEXT, bytes("a")),
        frame(CONTINUATION, bytes("b")),
        frame(FIN | PING, bytes("?")),
        frame(FIN | CONTINUATION, bytes("c")),
        frame(FIN | TEXT, bytes("d")));
    assertThat(heard.takeAll()).containsExactly("ping ?", "text abc", "text d");
  }

  @Test
  void nothingIsHeardAfterAFrameThatIsTooLong() {
    byte[] header = Arrays.copyOf(frame(FIN | TEXT, new byte[MESSAGE_BYTES_MAX + 1]), 20);
    read(header, frame(FIN | TEXT, bytes("later")));
    assertThat(heard.takeAll()).containsExactly("broken 1009");
  }

  @Test
  void partsThatAreTooLongTogetherBreak() {
    read(frame(TEXT, new byte[60_000]), frame(FIN | CONTINUATION, new byte[60_000]));
    assertThat(heard.takeAll()).containsExactly("broken 1009");
  }

  @Test
  void aNegativeLengthIsTooLong() {
    read(ByteBuffer.allocate(14).put((byte) (FIN | TEXT)).put((byte) 0xFF).putLong(-1).array());
    assertThat(heard.takeAll()).containsExactly("broken 1009");
  }

  @Test
  void whatTheProtocolForbidsBreaks() {
    byte[] unmasked = {(byte) (FIN | TEXT), 1, 'a'};
    for (byte[] wrong :
        List.of(
            unmasked,
            frame(FIN | 0x40 | TEXT, bytes("reserved bit")),
            frame(FIN | 3, bytes("reserved code")),
            frame(PING, bytes("in parts")),
            frame(FIN | PING, new byte[126]),
            frame(FIN | CONTINUATION, bytes("of nothing")),
            joined(frame(TEXT, bytes("begun")), frame(FIN | TEXT, bytes("another"))))) {
      new WebSocketFrames(MESSAGE_BYTES_MAX).read(ByteBuffer.wrap(wrong), heard);
      assertThat(heard.takeAll()).containsExactly("broken 1002");
    }
  }

  @Test
  void binaryAndCloseAreTold() {
    read(frame(FIN | BINARY, bytes("x")), frame(FIN | CLOSE, new byte[] {3, (byte) 0xE8}));
    assertThat(heard.takeAll()).containsExactly("binary", "close");
  }

  @Test
  void writesEveryLengthForm() {
    assertThat(WebSocketFrames.text(bytes("hi")))
        .isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0x81, 2, 'h', 'i'}));
    assertThat(WebSocketFrames.text(new byte[126]).remaining()).isEqualTo(4 + 126);
    assertThat(WebSocketFrames.text(new byte[65_536]).remaining()).isEqualTo(10 + 65_536);
    assertThat(WebSocketFrames.close(1000))
        .isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0x88, 2, 3, (byte) 0xE8}));
  }

  private void read(byte[]... input) {
    frames.read(ByteBuffer.wrap(joined(input)), heard);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] joined(byte[]... all) {
    var out = new ByteArrayOutputStream();
    for (byte[] one : all) {
      out.writeBytes(one);
    }
    return out.toByteArray();
  }

  /// As a client writes it, masked.
  private static byte[] frame(int first, byte[] payload) {
    byte[] mask = {0x12, (byte) 0x83, 0x54, (byte) 0xF5};
    ByteBuffer out = ByteBuffer.allocate(14 + payload.length).put((byte) first);
    if (payload.length <= 125) {
      out.put((byte) (0x80 | payload.length));
    } else if (payload.length <= 0xFFFF) {
      out.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      out.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    out.put(mask);
    for (int i = 0; i < payload.length; i++) {
      out.put((byte) (payload[i] ^ mask[i % 4]));
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private static final class Recorder implements WebSocketFrames.Sink {
    private List<String> heard = new ArrayList<>();

    List<String> takeAll() {
      List<String> all = heard;
      heard = new ArrayList<>();
      return all;
    }

    @Override
    public void text(byte[] bytes, int offset, int length) {
      heard.add("text " + new String(bytes, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void binary() {
      heard.add("binary");
    }

    @Override
    public void ping(byte[] payload) {
      heard.add("ping " + new String(payload, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
      heard.add("close");
    }

    @Override
    public void broken(int code) {
      heard.add("broken " + code);
    }
  }
}
