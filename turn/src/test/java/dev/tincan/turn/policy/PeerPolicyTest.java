package dev.tincan.turn.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.turn.policy.PeerPolicy.Verdict;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerPolicyTest {
  private final PeerPolicy policy = new PeerPolicy(PeerPolicy.Mode.DENY_LIST, List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.9",
        "192.0.2.1",
        "192.31.196.1",
        "192.52.193.1",
        "192.88.99.1",
        "192.168.1.1",
        "192.175.48.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "64:ff9b:1::1",
        "64:ff9b::808:808",
        "100::1",
        "100:0:0:1::1",
        "2001::1",
        "2001:100::1",
        "2001:db8::1",
        "2002:a00:1::",
        "2620:4f:8000::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00::1",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void point1_whatIsSpecialIsClosed(String address) {
    assertThat(judge(policy, address)).isEqualTo(Verdict.CLOSED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.4.4",
        "11.0.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "172.32.0.1",
        "198.20.0.1",
        "2a00:1450::8"
      })
  void whatIsPublicIsOpen(String address) {
    assertThat(judge(policy, address)).isEqualTo(Verdict.PUBLIC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1"})
  void point2_everyOtherSpellingOfAClosedAddressIsClosedToo(String address) {
    byte[] ipv4 = InetAddress.ofLiteral(address).getAddress();
    byte[] mapped = ByteBuffer.allocate(16).putShort(10, (short) -1).put(12, ipv4).array();
    byte[] compatible = ByteBuffer.allocate(16).put(12, ipv4).array();
    byte[] nat64 = ByteBuffer.allocate(16).putInt(0x0064ff9b).put(12, ipv4).array();
    byte[] sixToFour = ByteBuffer.allocate(16).putShort((short) 0x2002).put(ipv4).array();

    for (byte[] spelling : List.of(mapped, compatible, nat64, sixToFour)) {
      assertThat(policy.judge(spelling)).isEqualTo(Verdict.CLOSED);
    }
  }

  @Test
  void rule37_tunnelsAreClosedWhateverIsOpened() {
    var open =
        new PeerPolicy(
            PeerPolicy.Mode.DENY_LIST,
            List.of(AddressRange.parse("::/0"), AddressRange.parse("0.0.0.0/0")));

    assertThat(judge(open, "2001::1")).isEqualTo(Verdict.CLOSED);
    assertThat(judge(open, "2002:808:404::")).isEqualTo(Verdict.CLOSED);
    assertThat(judge(open, "fd00::1")).isEqualTo(Verdict.OPENED);
    assertThat(judge(open, "127.0.0.1")).isEqualTo(Verdict.OPENED);
  }

  @Test
  void aRangeHoldsItsAddressesAndNoOthers() {
    AddressRange range = AddressRange.parse("10.32.0.0/11");

    assertThat(range.contains(new byte[] {10, 32, 0, 0})).isTrue();
    assertThat(range.contains(new byte[] {10, 63, -1, -1})).isTrue();
    assertThat(range.contains(new byte[] {10, 64, 0, 0})).isFalse();
    assertThat(range.contains(new byte[] {10, 31, -1, -1})).isFalse();
    assertThat(range.contains(new byte[16])).isFalse();
    assertThat(AddressRange.parse("8.8.8.8").contains(new byte[] {8, 8, 8, 9})).isFalse();
    for (String wrong : List.of("10.0.0.0/33", "10.0.0.0/-1", "example.org/8", "10.0.0.0/x")) {
      assertThatThrownBy(() -> AddressRange.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Verdict judge(PeerPolicy policy, String address) {
    return policy.judge(InetAddress.ofLiteral(address).getAddress());
  }
}
