/// Long-term credentials, nonces and message integrity (RFC 8489 §9, §14). Needs bytes, a key and
/// the time.
@NullMarked
package dev.tincan.stun.auth;

import org.jspecify.annotations.NullMarked;
