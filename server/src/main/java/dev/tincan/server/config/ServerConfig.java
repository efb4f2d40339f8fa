package dev.tincan.server.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Everything that can be set, checked.
///
/// @param httpPort TCP port of page, API and WebSocket; 0 takes any free port
/// @param turnPort UDP and TCP port of STUN and TURN
/// @param publicAddress the address others reach this machine at, when it differs from its own
///   (behind NAT)
/// @param relayPorts UDP ports that allocations lend out
/// @param dataDir folder of the database and the secrets
/// @param turnSecret shared secret of TURN REST credentials; without one, the data folder keeps one
/// @param turnRealm realm of the long-term credentials
/// @param allowPeers address ranges, such as 10.0.0.0/8, that the relay may reach though the deny
///   list names them
public record ServerConfig(
    int httpPort,
    int turnPort,
    Optional<InetAddress> publicAddress,
    PortRange relayPorts,
    Path dataDir,
    Optional<Secret> turnSecret,
    String turnRealm,
    List<String> allowPeers) {}
