package dev.tincan.server.config;

import dev.tincan.calls.CallLimits;
import dev.tincan.turn.policy.PeerPolicy;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Everything that can be set, checked.
///
/// @param httpPort TCP port of page, API and WebSocket; 0 takes any free port
/// @param httpsPort TCP port of the same and of TURN over TLS, when there is a certificate
/// @param tls where that comes from
/// @param turnPort UDP and TCP port of STUN and TURN
/// @param publicAddress the address others reach this machine at, when it differs from its own
///   (behind NAT)
/// @param relayPorts UDP ports that allocations lend out
/// @param dataDir folder of the database and the secrets
/// @param turnSecret shared secret of TURN REST credentials; without one, the data folder keeps one
/// @param turnRealm realm of the long-term credentials
/// @param allowPeers address ranges, such as 10.0.0.0/8, that the relay may reach though the deny
///   list names them
/// @param peerPolicy whom the relay may send to at all
/// @param turnCredentialLife how long the TURN credentials of people in calls are good for; they
///   are renewed before
/// @param participantsPerCall how many people may be in one call
/// @param chosenNames whether people may meet by a name they chose
/// @param callLingering how long a call waits for somebody to come back
/// @param callLengthMax how long a call may last; empty: as long as people like
/// @param drainTimeout how long allocations may live after the first SIGTERM
public record ServerConfig(
    int httpPort,
    int httpsPort,
    TlsConfig tls,
    int turnPort,
    Optional<InetAddress> publicAddress,
    PortRange relayPorts,
    Path dataDir,
    Optional<Secret> turnSecret,
    String turnRealm,
    List<String> allowPeers,
    PeerPolicy.Mode peerPolicy,
    Duration turnCredentialLife,
    int participantsPerCall,
    CallLimits.ChosenNames chosenNames,
    Duration callLingering,
    Optional<Duration> callLengthMax,
    Duration drainTimeout) {
  /// The https port, if it is to be served.
  public OptionalInt tlsPort() {
    return switch (tls) {
      case TlsConfig.Off _ -> OptionalInt.empty();
      case TlsConfig.SelfSigned _, TlsConfig.Files _ -> OptionalInt.of(httpsPort);
    };
  }
}
