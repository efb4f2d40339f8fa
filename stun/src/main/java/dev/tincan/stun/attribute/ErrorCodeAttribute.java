package dev.tincan.stun.attribute;

/// ERROR-CODE (RFC 8489 §14.8): 300 to 699.
public record ErrorCodeAttribute(int code, String reason) implements StunAttribute {}
