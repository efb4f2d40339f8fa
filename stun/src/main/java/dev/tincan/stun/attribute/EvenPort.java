package dev.tincan.stun.attribute;

/// EVEN-PORT (RFC 8656 §18.7): the relayed port is to be even, and the next one perhaps kept.
public record EvenPort(boolean reserveNext) implements StunAttribute {}
