package dev.tincan.turn;

import dev.tincan.stun.address.TransportAddress;
import dev.tincan.turn.allocation.AddressFamily;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.RelayId;
import java.nio.ByteBuffer;

/// What the core asks of the world. Called during an input, on the core's thread.
///
/// A buffer is valid until the call returns; it may be the one that came in.
public interface TurnOutput {
  /// One whole message on its way to the client: a datagram, or so many bytes of the stream.
  void sendToClient(FiveTuple client, ByteBuffer message);

  /// One datagram from the relayed address to the peer; may be empty (RFC 8656 §11.2).
  ///
  /// @param dontFragment whether routers must drop it rather than cut it
  void sendToPeer(RelayId relay, TransportAddress peer, ByteBuffer payload, boolean dontFragment);

  /// Bind a UDP socket to this port: of the address by which the client reached the server, or of a
  /// neighbouring one when the family is another. Answered by [TurnServer#onRelayOpened] or
  /// [TurnServer#onRelayFailed].
  void openRelay(RelayId relay, FiveTuple client, AddressFamily family, int port);

  void closeRelay(RelayId relay);

  /// Data lane. Something was thrown away without an answer.
  void dropped(TurnEvent.DropReason reason);

  /// For metrics and the event log.
  void event(TurnEvent event);
}
