package dev.tincan.stun.attribute;

/// DONT-FRAGMENT (RFC 8656 §18.9).
public record DontFragment() implements StunAttribute {}
