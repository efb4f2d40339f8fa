package dev.tincan.stun.attribute;

/// An attribute that is not known here; below 0x8000 it has to be understood (RFC 8489 §14).
public record UnknownAttribute(int type) implements StunAttribute {}
