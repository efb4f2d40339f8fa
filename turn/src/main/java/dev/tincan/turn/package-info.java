/// TURN (RFC 8656) as a state machine: start at [TurnServer]. Confined to one thread, the event
/// loop that owns it.
@NullMarked
package dev.tincan.turn;

import org.jspecify.annotations.NullMarked;
