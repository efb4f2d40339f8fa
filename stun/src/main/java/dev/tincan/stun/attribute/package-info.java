/// One record per STUN attribute (RFC 8489 §14, RFC 8656 §18).
@NullMarked
package dev.tincan.stun.attribute;

import org.jspecify.annotations.NullMarked;
