package dev.tincan.calls.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.LeaveReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class FramesTest {

  private static final Path PROTOCOL = Path.of("..", "docs", "protocol.md");

  @Test
  void s5_countsAreNotNegativeAndNumbersStartAtOne() {
    var message = new ClientMessage.LeaveCall();
    assertThatThrownBy(() -> new ClientFrame.Ack(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ClientFrame.Attempt("page", -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ClientFrame.Envelope(0, 0, Optional.empty(), message))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new IceServer(List.of(), Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void s26_theCodesAreThoseOfTheDocument() throws IOException {
    String errors = Files.readString(PROTOCOL).split("## 6. Limits and errors", 2)[1];
    List<String> documented =
        Pattern.compile("`((protocol|session|message|call|participant|server)\\.[a-z_]+)`")
            .matcher(errors.substring(errors.indexOf("| code |")))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(ErrorCode.values())
        .extracting(ErrorCode::wire)
        .containsExactlyInAnyOrderElementsOf(documented);
  }

  @Test
  void reasonsAreThoseOfTheDocument() throws IOException {
    String text = Files.readString(PROTOCOL).replace("\\|", "|");
    assertThat(text).contains(alternatives(LeaveReason.values()));
    assertThat(text).contains(alternatives(EndReason.values()));
  }

  private static String alternatives(LeaveReason... reasons) {
    return String.join(" | ", List.of(reasons).stream().map(r -> '"' + r.wire() + '"').toList());
  }

  private static String alternatives(EndReason... reasons) {
    return String.join(" | ", List.of(reasons).stream().map(r -> '"' + r.wire() + '"').toList());
  }
}
