package dev.tincan.stun.attribute;

import dev.tincan.stun.address.TransportAddress;

/// ALTERNATE-SERVER (RFC 8489 §14.15).
public record AlternateServer(TransportAddress address) implements StunAttribute {}
