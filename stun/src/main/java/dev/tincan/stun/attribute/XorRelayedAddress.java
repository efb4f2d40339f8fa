package dev.tincan.stun.attribute;

import dev.tincan.stun.address.TransportAddress;

/// XOR-RELAYED-ADDRESS (RFC 8656 §18.5).
public record XorRelayedAddress(TransportAddress address) implements StunAttribute {}
