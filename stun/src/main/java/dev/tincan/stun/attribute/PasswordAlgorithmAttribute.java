package dev.tincan.stun.attribute;

/// PASSWORD-ALGORITHM (RFC 8489 §14.12): which one the client chose.
public record PasswordAlgorithmAttribute(int number) implements StunAttribute {}
