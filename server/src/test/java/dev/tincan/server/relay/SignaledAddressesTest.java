package dev.tincan.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SignaledAddressesTest {
  private final SignaledAddresses signaled = new SignaledAddresses();

  @Test
  void theAddressesOfCandidatesInASdpAreKnown() {
    signaled.add(
        "call/ana",
        """
        v=0
        o=- 1 2 IN IP4 203.0.113.9
        c=IN IP4 203.0.113.8
        a=candidate:842163049 1 udp 1677729535 8.8.4.4 46154 typ srflx raddr 192.168.1.2 rport 9
        a=candidate:1 1 UDP 2122252543 2a00:1450::8 49203 typ host generation 0
        a=candidate:2 1 tcp 1518280447 9.9.9.9 9 typ host tcptype active
        a=candidate:3 1 udp 2113937151 4f9e7a1c-0d6b-4b7c-9c0e-111111111111.local 52341 typ host
        """);

    assertThat(knows("8.8.4.4")).isTrue();
    assertThat(knows("2a00:1450::8")).isTrue();
    assertThat(knows("9.9.9.9")).isTrue();
    assertThat(knows("192.168.1.2")).isFalse();
    assertThat(knows("203.0.113.9")).isFalse();
    assertThat(signaled.contains("call/ben", InetAddress.ofLiteral("8.8.4.4"))).isFalse();
  }

  @Test
  void aTrickledCandidateIsKnownAndNothingIsAfterTheSession() {
    signaled.add("call/ana", "candidate:1 1 udp 1677729535 8.8.4.4 46154 typ srflx");
    assertThat(knows("8.8.4.4")).isTrue();

    signaled.forget("call/ana");
    assertThat(knows("8.8.4.4")).isFalse();
  }

  @Test
  void whatIsNoCandidateIsIgnoredAndTheNumberIsBounded() {
    for (String other :
        new String[] {"", "candidate:", "candidate:1 1 udp 1 300.1.1.1 1 typ host"}) {
      signaled.add("call/ana", other);
    }
    for (int i = 0; i < 300; i++) {
      signaled.add(
          "call/ana", "candidate:1 1 udp 1 8.8." + i / 256 + "." + i % 256 + " 1 typ host");
    }

    assertThat(knows("8.8.0.0")).isFalse();
    assertThat(knows("8.8.1.43")).isTrue();
  }

  private boolean knows(String address) {
    return signaled.contains("call/ana", InetAddress.ofLiteral(address));
  }
}
