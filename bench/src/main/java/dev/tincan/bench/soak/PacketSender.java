package dev.tincan.bench.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Sends so many packets a second, half of them from clients and half from peers, round robin over
/// all channels of all active clients.
final class PacketSender implements Runnable {
  private static final long PAUSE_NANOS = 1_000_000L;

  /// After a stall of the machine, what is missing is not made up for at once.
  private static final int BURST_MAX = 1_000;

  private final SoakNetwork network;
  private final Tally tally;
  private final int perSecond;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Payload.BYTES_MAX);
  private long turn;
  private volatile boolean stopping;

  PacketSender(SoakNetwork network, Tally tally, int perSecond) {
    this.network = network;
    this.tally = tally;
    this.perSecond = perSecond;
  }

  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    long last = System.nanoTime();
    double due = 0;
    while (!stopping) {
      LockSupport.parkNanos(PAUSE_NANOS);
      long now = System.nanoTime();
      due = Math.min(BURST_MAX, due + (now - last) * (perSecond / 1e9));
      last = now;
      List<SoakClient> clients = network.active;
      for (; due >= 1; due--) {
        sendOne(clients);
      }
    }
  }

  private void sendOne(List<SoakClient> clients) {
    int size = clients.size();
    if (size == 0) {
      return;
    }
    boolean toPeer = turn % 2 == 0;
    int channel = (int) (turn / 2 % SoakClient.CHANNELS);
    SoakClient client;
    try {
      client = clients.get((int) (turn++ / (2 * SoakClient.CHANNELS) % size));
    } catch (IndexOutOfBoundsException endedMeanwhile) {
      return;
    }
    long sequence = (toPeer ? client.nextToPeer : client.nextToClient)[channel]++;
    var payload = new Payload(client.id, channel, toPeer, sequence);
    try {
      if (toPeer) {
        client.sendToPeer(payload);
      } else {
        client.whileActive(() -> sendToClient(client, payload));
      }
    } catch (IOException gone) {
      tally.unsent.increment();
    }
  }

  private void sendToClient(SoakClient client, Payload payload) {
    payload.write(buffer.clear());
    var relayed = new InetSocketAddress(client.relayed().address(), client.relayed().port());
    try {
      boolean sent = network.peer(client.id, payload.channel()).send(buffer.flip(), relayed) > 0;
      (sent ? tally.sentToClients : tally.unsent).increment();
    } catch (IOException noRoom) {
      tally.unsent.increment();
    }
  }
}
