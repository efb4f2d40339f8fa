package dev.tincan.stun.demux;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

class StreamFramingFuzzTest {
  @FuzzTest
  void anyStreamIsCutIntoFramesThatMoveOn(byte[] bytes) {
    ByteBuffer stream = ByteBuffer.wrap(bytes);
    int length;
    while ((length = StreamFraming.frameLength(stream)) > 0 && length <= stream.remaining()) {
      if (length < 4 || length > StreamFraming.FRAME_BYTES_MAX) {
        throw new AssertionError("impossible frame: " + length);
      }
      stream.position(stream.position() + length);
    }
  }
}
