package dev.tincan.stun;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tincan.stun.DecodeResult.Decoded;
import java.nio.ByteBuffer;

class StunDecoderFuzzTest {
  private static final byte[] KEY = "password".getBytes(UTF_8);

  @FuzzTest
  void anyBytesDecodeAndWhatDecodesRoundTrips(byte[] bytes) {
    if (StunDecoder.decode(ByteBuffer.wrap(bytes)) instanceof Decoded decoded) {
      var _ = decoded.integrity().verify(KEY);
      byte[] again = StunEncoder.encode(decoded.message());
      if (!(StunDecoder.decode(ByteBuffer.wrap(again)) instanceof Decoded)) {
        throw new AssertionError("what was decoded does not decode again: " + decoded.message());
      }
    }
  }
}
