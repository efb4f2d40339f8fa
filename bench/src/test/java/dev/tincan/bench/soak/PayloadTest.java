package dev.tincan.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PayloadTest {
  private final ByteBuffer buffer = ByteBuffer.allocate(Payload.BYTES_MAX);

  @Test
  void whatIsWrittenIsReadAgain() throws Payload.Broken {
    for (long sequence = 0; sequence < 1_000; sequence++) {
      var payload = new Payload(7, 1, sequence % 2 == 0, sequence);
      payload.write(buffer.clear());

      assertThat(Payload.read(buffer.flip())).isEqualTo(payload);
    }
  }

  @Test
  void aByteThatIsMissingOrAnotherIsNoticed() {
    new Payload(7, 1, true, 5).write(buffer);
    buffer.flip();

    ByteBuffer shorter = buffer.duplicate().limit(buffer.limit() - 1);
    assertThatThrownBy(() -> Payload.read(shorter)).isInstanceOf(Payload.Broken.class);

    buffer.put(buffer.limit() - 1, (byte) ~buffer.get(buffer.limit() - 1));
    assertThatThrownBy(() -> Payload.read(buffer)).isInstanceOf(Payload.Broken.class);
  }
}
