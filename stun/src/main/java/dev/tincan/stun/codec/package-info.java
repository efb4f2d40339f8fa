/// How attributes stand on the wire: numbers, values, padding.
@NullMarked
package dev.tincan.stun.codec;

import org.jspecify.annotations.NullMarked;
