/// Whom the relay may send to, and how much one client may have.
@NullMarked
package dev.tincan.turn.policy;

import org.jspecify.annotations.NullMarked;
