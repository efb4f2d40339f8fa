package dev.tincan.stun.demux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.TransactionId;
import dev.tincan.stun.attribute.Software;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamFramingTest {
  private static final byte[] STUN =
      StunEncoder.encode(
          new StunMessage(
              StunClass.REQUEST,
              StunMethod.BINDING,
              new TransactionId(1, 2),
              List.of(new Software("x"))));

  @Test
  void rule43_channelDataIsPaddedToFourOnAStream() {
    assertThat(length(0x40, 0, 0, 5, 1, 2)).isEqualTo(12);
    assertThat(length(0x4F, 0xFF, 0, 0)).isEqualTo(4);
    assertThat(length(0x40, 0, 0xFF, 0xFF))
        .isEqualTo(65_540)
        .isLessThanOrEqualTo(StreamFraming.FRAME_BYTES_MAX);
  }

  @Test
  void rule40_numbersThatAreNoChannelsAreFramedLikeThem() {
    assertThat(length(0x50, 0, 0, 4)).isEqualTo(8);
    assertThat(length(0x7F, 0xFF, 0, 4)).isEqualTo(8);
  }

  @Test
  void aMessageThatArrivesByteByByteIsRecognisedOnceItCanBe() {
    for (int there = 0; there < 8; there++) {
      assertThat(StreamFraming.frameLength(ByteBuffer.wrap(STUN, 0, there)))
          .isEqualTo(StreamFraming.NEED_MORE);
    }
    for (int there = 8; there <= STUN.length; there++) {
      assertThat(StreamFraming.frameLength(ByteBuffer.wrap(STUN, 0, there))).isEqualTo(STUN.length);
    }
  }

  @Test
  void whatIsNeitherBreaksTheStreamAtOnce() {
    assertThat(length(0x80)).isEqualTo(StreamFraming.BROKEN);
    assertThat(length(0x16, 0x03, 0x01, 0x01)).isEqualTo(StreamFraming.BROKEN);
    assertThat(length(0, 1, 0, 0, 1, 2, 3, 4)).isEqualTo(StreamFraming.BROKEN);
    assertThat(length(0xFF, 0, 0, 0)).isEqualTo(StreamFraming.BROKEN);
  }

  private static int length(int... bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
    for (int b : bytes) {
      buffer.put((byte) b);
    }
    return StreamFraming.frameLength(buffer.flip());
  }
}
