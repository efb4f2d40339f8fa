package dev.tincan.bench.core;

import dev.tincan.stun.DecodeResult.Decoded;
import dev.tincan.stun.StunDecoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.turn.RelayResources;
import dev.tincan.turn.TurnEvent;
import dev.tincan.turn.TurnOutput;
import dev.tincan.turn.allocation.AddressFamily;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.RelayId;
import dev.tincan.turn.allocation.RelayPorts;
import dev.tincan.turn.allocation.Reservation;
import dev.tincan.turn.policy.Quotas;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/// Everything around a core, made so that it allocates nothing of its own once the core is set up:
/// what is sent is counted, and kept only while somebody waits for an answer.
final class CoreWorld implements TurnOutput, RelayResources {
  private final RelayPorts ports = new RelayPorts(49_152, 65_535, new SplittableRandom(7));
  private final Deque<Opening> openings = new ArrayDeque<>();
  private boolean keepsAnswer;
  private Optional<StunMessage> answer = Optional.empty();

  private long packets;
  private long bytes;

  /// A relay that the core wants and nobody has opened yet.
  record Opening(RelayId relay, int port) {}

  /// Runs what is answered with one STUN message, and gives that.
  StunMessage answerTo(Runnable input) {
    keepsAnswer = true;
    answer = Optional.empty();
    input.run();
    keepsAnswer = false;
    return answer.orElseThrow(() -> new IllegalStateException("the core gave no answer"));
  }

  Optional<Opening> nextOpening() {
    return Optional.ofNullable(openings.poll());
  }

  /// Packets that the core sent, either way.
  long packets() {
    return packets;
  }

  long bytes() {
    return bytes;
  }

  @Override
  public void sendToClient(FiveTuple client, ByteBuffer message) {
    if (keepsAnswer) {
      answer = Optional.of(((Decoded) StunDecoder.decode(message)).message());
      return;
    }
    packets++;
    bytes += message.remaining();
  }

  @Override
  public void sendToPeer(
      RelayId relay, TransportAddress peer, ByteBuffer payload, boolean dontFragment) {
    packets++;
    bytes += payload.remaining();
  }

  @Override
  public void openRelay(RelayId relay, FiveTuple client, AddressFamily family, int port) {
    openings.add(new Opening(relay, port));
  }

  @Override
  public void closeRelay(RelayId relay) {
    throw new IllegalStateException("no allocation ends here");
  }

  @Override
  public void dropped(TurnEvent.DropReason reason) {
    throw new IllegalStateException("a packet was dropped: " + reason);
  }

  @Override
  public void event(TurnEvent event) {}

  @Override
  public boolean supports(AddressFamily family) {
    return true;
  }

  @Override
  public boolean canForbidFragments() {
    return true;
  }

  @Override
  public boolean mayReach(String user, InetAddress peer) {
    return true;
  }

  @Override
  public OptionalInt takePort(long nowNanos) {
    return ports.take(nowNanos);
  }

  @Override
  public OptionalInt takeEvenPort(long nowNanos) {
    return ports.takeEven(nowNanos);
  }

  @Override
  public OptionalInt takePortPair(Reservation reservation, long nowNanos) {
    return ports.takePair(reservation, nowNanos);
  }

  @Override
  public Optional<RelayPorts.Redeemed> redeem(long token, long nowNanos) {
    return ports.redeem(token, nowNanos);
  }

  @Override
  public void releasePort(int port) {
    ports.release(port);
  }

  @Override
  public Quotas.Verdict admit(String user, String clientAddress) {
    return Quotas.Verdict.ADMITTED;
  }

  @Override
  public void leave(String user, String clientAddress) {
    throw new IllegalStateException("no allocation ends here");
  }

  @Override
  public boolean isOwnAddress(TransportAddress address) {
    return false;
  }

  @Override
  public boolean isLiveRelay(TransportAddress address) {
    return false;
  }
}
