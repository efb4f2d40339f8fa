package dev.tincan.stun.attribute;

/// ADDRESS-ERROR-CODE (RFC 8656 §18.12): why one family of two could not be had.
public record AddressErrorCode(int family, int code, String reason) implements StunAttribute {}
