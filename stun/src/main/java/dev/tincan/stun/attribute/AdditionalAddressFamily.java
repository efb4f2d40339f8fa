package dev.tincan.stun.attribute;

/// ADDITIONAL-ADDRESS-FAMILY (RFC 8656 §18.11): 2 is IPv6.
public record AdditionalAddressFamily(int family) implements StunAttribute {}
