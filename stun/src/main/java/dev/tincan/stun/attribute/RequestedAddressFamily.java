package dev.tincan.stun.attribute;

/// REQUESTED-ADDRESS-FAMILY (RFC 8656 §18.6): 1 is IPv4, 2 is IPv6.
public record RequestedAddressFamily(int family) implements StunAttribute {}
