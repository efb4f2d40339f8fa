package dev.tincan.stun.attribute;

/// CHANNEL-NUMBER (RFC 8656 §18.1).
public record ChannelNumberAttribute(int number) implements StunAttribute {}
