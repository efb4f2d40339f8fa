package dev.tincan.server.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.turn.policy.AddressRange;
import dev.tincan.turn.policy.PeerPolicy;
import io.helidon.webclient.api.DnsAddressLookup;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiverAddressesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "192.168.1.1",
        "0.0.0.0",
        "[::1]",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "fd00::1",
        "fe80::1"
      })
  void privateAddressesAreRefusedHoweverTheyAreWritten(String host) {
    ReceiverAddresses addresses = opened();
    assertThat(addresses.isClosed(host)).isTrue();
    assertThatThrownBy(() -> addresses.resolveAddress(host, DnsAddressLookup.IPV4_PREFERRED))
        .isInstanceOf(ReceiverAddresses.Refused.class)
        .hasMessageContaining("webhook-allow-private")
        .hasMessageNotContaining("10.");
  }

  @Test
  void publicAddressesAreGood() {
    assertThat(opened().isClosed("8.8.8.8")).isFalse();
    assertThat(opened().resolveAddress("8.8.8.8", DnsAddressLookup.IPV4).getHostAddress())
        .isEqualTo("8.8.8.8");
  }

  @Test
  void theAdministratorOpensRanges() {
    assertThat(opened("10.0.0.0/8").isClosed("10.1.2.3")).isFalse();
    assertThat(opened("10.0.0.0/8").isClosed("192.168.1.1")).isTrue();
  }

  private static ReceiverAddresses opened(String... ranges) {
    List<AddressRange> opened = Stream.of(ranges).map(AddressRange::parse).toList();
    return new ReceiverAddresses(new PeerPolicy(PeerPolicy.Mode.DENY_LIST, opened));
  }
}
