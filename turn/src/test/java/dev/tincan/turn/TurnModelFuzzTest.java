package dev.tincan.turn;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class TurnModelFuzzTest {
  private static final int STEPS_MAX = 200;

  /// The fuzzer chooses the inputs; the model says what must come out.
  @FuzzTest
  void theServerAndItsModelAgree(FuzzedDataProvider data) {
    new TurnModel().run(new FuzzedChoices(data), STEPS_MAX);
  }

  private record FuzzedChoices(FuzzedDataProvider data) implements TurnModel.Choices {
    @Override
    public int upTo(int max) {
      return data.consumeInt(0, max);
    }

    @Override
    public byte[] bytes(int max) {
      return data.consumeBytes(data.consumeInt(0, max));
    }

    @Override
    public boolean isOver() {
      return data.remainingBytes() == 0;
    }
  }
}
