package dev.tincan.stun.attribute;

import dev.tincan.stun.address.TransportAddress;

/// XOR-MAPPED-ADDRESS (RFC 8489 §14.2): how the server sees the client.
public record XorMappedAddress(TransportAddress address) implements StunAttribute {}
