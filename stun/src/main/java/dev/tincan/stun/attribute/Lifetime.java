package dev.tincan.stun.attribute;

/// LIFETIME (RFC 8656 §18.2): 0 to 2³²-1 seconds.
public record Lifetime(long seconds) implements StunAttribute {}
