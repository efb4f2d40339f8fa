package dev.tincan.calls.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.testkit.Seeds;
import org.junit.jupiter.api.Test;

final class CallNameTest {

  @Test
  void s16_namesAreNormalised() {
    assertThat(name("Tea Time")).isEqualTo("tea-time");
    assertThat(name("  _Tea -_ Time__ ")).isEqualTo("tea-time");
    assertThat(name("Ｔｅａ")).isEqualTo("tea");
    assertThat(name("STRASSE")).isEqualTo(name("Straße")).isEqualTo(name("STRAẞE"));
    assertThat(name("ΟΔΟΣ")).isEqualTo(name("οδος"));
    assertThat(name("cafe\u0301")).isEqualTo("café");
    assertThat(name("v1.2")).isEqualTo("v1.2");
    assertThat(name("हिन्दी")).isEqualTo("हिन्दी");
  }

  @Test
  void s16_whatCannotBeANameIsNone() {
    assertThat(CallRef.parse("")).isEmpty();
    assertThat(CallRef.parse(" -_ ")).isEmpty();
    assertThat(CallRef.parse("..")).isEmpty();
    assertThat(CallRef.parse("a/b")).isEmpty();
    assertThat(CallRef.parse("a\u0000b")).isEmpty();
    assertThat(CallRef.parse("\u0301x")).isEmpty();
    assertThat(CallRef.parse("\ud800")).isEmpty();
    assertThat(CallRef.parse("x".repeat(64))).isPresent();
    assertThat(CallRef.parse("x".repeat(65))).isEmpty();
  }

  @Test
  void s16_aNameOfTheShapeOfACallIdIsOne() {
    assertThat(CallRef.parse("ABCD_efghij klmn")).contains(new CallId("abcd-efghij-klmn"));
    assertThat(CallRef.parse("abcd-efghij-klm1")).contains(new CallName("abcd-efghij-klm1"));
    assertThat(CallRef.parse("abcdxefghij-klmn")).contains(new CallName("abcdxefghij-klmn"));
    assertThatThrownBy(() -> new CallName("abcd-efghij-klmn"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CallId("tea")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void s16_normalisingTwiceChangesNothing() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      String text = "x" + Character.toString(c);
      CallRef.parse(text)
          .ifPresent(ref ->
              assertThat(CallRef.parse(ref.value())).as("U+%x", text.codePointAt(1)).contains(ref));
    }
  }

  @Test
  void s16_freshIdsHaveTheShape() {
    Seeds.forEach(
        200,
        random -> {
          CallId id = CallId.random(random);
          assertThat(id.value()).matches("[a-z]{4}-[a-z]{6}-[a-z]{4}");
          assertThat(id.toString()).doesNotContain(id.value());
        });
    assertThat(new CallName("tea").toString()).doesNotContain("tea");
  }

  private static String name(String text) {
    return CallRef.parse(text).orElseThrow().value();
  }
}
