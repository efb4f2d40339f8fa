package dev.tincan.stun.attribute;

/// A known attribute whose value cannot be read; whether that matters is for the method to say.
public record MalformedAttribute(int type) implements StunAttribute {}
