package dev.tincan.stun.attribute;

/// SOFTWARE (RFC 8489 §14.14).
public record Software(String value) implements StunAttribute {}
