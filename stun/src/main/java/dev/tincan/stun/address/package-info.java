/// Addresses as STUN and TURN speak of them.
@NullMarked
package dev.tincan.stun.address;

import org.jspecify.annotations.NullMarked;
