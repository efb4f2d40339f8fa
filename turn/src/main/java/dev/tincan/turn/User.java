package dev.tincan.turn;

import dev.tincan.stun.auth.Hmac;

/// Who asks, and what protects the answer (RFC 8489 §9.2.4).
record User(String name, byte[] key, Hmac hmac) {}
