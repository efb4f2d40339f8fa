package dev.tincan.stun.attribute;

/// REALM (RFC 8489 §14.9).
public record Realm(String value) implements StunAttribute {}
