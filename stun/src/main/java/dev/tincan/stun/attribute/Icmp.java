package dev.tincan.stun.attribute;

/// ICMP (RFC 8656 §18.13): what a router or host said of a datagram that was sent to the peer.
///
/// @param data of the message's second word, such as the MTU that was too small
public record Icmp(int type, int code, int data) implements StunAttribute {}
