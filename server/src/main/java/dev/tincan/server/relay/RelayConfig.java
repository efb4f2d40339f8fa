package dev.tincan.server.relay;

import dev.tincan.server.config.PortRange;
import dev.tincan.turn.policy.AddressRange;
import dev.tincan.turn.policy.PeerPolicy;
import dev.tincan.turn.policy.Quotas;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// @param port UDP and TCP; 0 takes any free one
/// @param publicAddress told to clients instead of the address they reached, when the server is
///   behind NAT
/// @param outward own addresses that the routes to the internet use
/// @param peerMode whom clients may be relayed to
/// @param openedPeers ranges that may be relayed to though they are special
/// @param loops event loops; one per core is enough
public record RelayConfig(
    int port,
    Optional<InetAddress> publicAddress,
    Set<InetAddress> outward,
    PortRange relayPorts,
    PeerPolicy.Mode peerMode,
    List<AddressRange> openedPeers,
    Quotas.Limits quotas,
    int loops) {}
