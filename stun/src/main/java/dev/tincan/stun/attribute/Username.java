package dev.tincan.stun.attribute;

/// USERNAME (RFC 8489 §14.3).
public record Username(String value) implements StunAttribute {}
