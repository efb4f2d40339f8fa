package dev.tincan.stun.attribute;

import dev.tincan.stun.address.TransportAddress;

/// XOR-PEER-ADDRESS (RFC 8656 §18.3).
public record XorPeerAddress(TransportAddress address) implements StunAttribute {}
