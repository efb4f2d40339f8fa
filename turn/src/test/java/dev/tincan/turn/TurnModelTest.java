package dev.tincan.turn;

import dev.tincan.testkit.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TurnModelTest {
  private static final int SEEDS = 300;
  private static final int STEPS = 300;

  @Test
  void theServerAndItsModelAgree() {
    Seeds.forEach(SEEDS, random -> new TurnModel().run(new RandomChoices(random), STEPS));
  }

  private record RandomChoices(RandomGenerator random) implements TurnModel.Choices {
    @Override
    public int upTo(int max) {
      return random.nextInt(max + 1);
    }

    @Override
    public byte[] bytes(int max) {
      byte[] bytes = new byte[upTo(max)];
      random.nextBytes(bytes);
      return bytes;
    }

    @Override
    public boolean isOver() {
      return false;
    }
  }
}
