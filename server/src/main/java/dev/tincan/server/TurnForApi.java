package dev.tincan.server;

import dev.tincan.server.api.TurnDesk;
import dev.tincan.server.auth.RestCredentials;
import dev.tincan.server.signaling.IceServers;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/// Mints for other programs what this server's relay accepts.
///
/// @param publicAddress where others reach this machine, when it is not the name they typed
record TurnForApi(
    Optional<InetAddress> publicAddress,
    int turnPort,
    OptionalInt tlsPort,
    RestCredentials credentials)
    implements TurnDesk {

  @Override
  public Credentials mint(String name, Duration life, String hostName) {
    String host = publicAddress.map(IceServers::literal).orElse(hostName);
    Instant expiresAt = Instant.ofEpochSecond(Instant.now().plus(life).getEpochSecond());
    var minted = credentials.mint(name, expiresAt);
    return new Credentials(
        IceServers.urls(host, turnPort, hostName, tlsPort),
        minted.username(),
        minted.password(),
        expiresAt);
  }
}
