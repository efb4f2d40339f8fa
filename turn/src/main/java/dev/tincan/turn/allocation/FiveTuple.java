package dev.tincan.turn.allocation;

import dev.tincan.stun.address.TransportAddress;

/// What names an allocation (RFC 8656 §5): the client's address, the server's, and the transport
/// between them.
public record FiveTuple(TransportAddress client, TransportAddress server, Transport transport) {}
