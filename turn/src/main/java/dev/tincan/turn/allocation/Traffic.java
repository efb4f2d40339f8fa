package dev.tincan.turn.allocation;

/// Payload that was carried, each way.
public final class Traffic {
  private long bytesToPeers;
  private long packetsToPeers;
  private long bytesToClient;
  private long packetsToClient;

  Traffic() {}

  /// Data lane.
  public void toPeer(int bytes) {
    bytesToPeers += bytes;
    packetsToPeers++;
  }

  /// Data lane.
  public void toClient(int bytes) {
    bytesToClient += bytes;
    packetsToClient++;
  }

  public long bytesToPeers() {
    return bytesToPeers;
  }

  public long packetsToPeers() {
    return packetsToPeers;
  }

  public long bytesToClient() {
    return bytesToClient;
  }

  public long packetsToClient() {
    return packetsToClient;
  }
}
