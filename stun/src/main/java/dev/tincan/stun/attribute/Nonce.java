package dev.tincan.stun.attribute;

/// NONCE (RFC 8489 §14.10).
public record Nonce(String value) implements StunAttribute {}
