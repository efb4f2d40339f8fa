/// STUN messages (RFC 8489): start at [StunDecoder] and [StunEncoder]. Syntax only; who may do what
/// is not known here.
@NullMarked
package dev.tincan.stun;

import org.jspecify.annotations.NullMarked;
