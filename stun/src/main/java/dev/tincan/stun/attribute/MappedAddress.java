package dev.tincan.stun.attribute;

import dev.tincan.stun.address.TransportAddress;

/// MAPPED-ADDRESS (RFC 8489 §14.1).
public record MappedAddress(TransportAddress address) implements StunAttribute {}
