@NullMarked
package dev.tincan.stun;

import org.jspecify.annotations.NullMarked;
