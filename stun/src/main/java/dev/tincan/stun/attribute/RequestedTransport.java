package dev.tincan.stun.attribute;

/// REQUESTED-TRANSPORT (RFC 8656 §18.8): IANA number of the protocol; 17 is UDP.
public record RequestedTransport(int protocol) implements StunAttribute {}
