package dev.tincan.turn;

import dev.tincan.stun.StunMessage;
import dev.tincan.stun.auth.Integrity;
import dev.tincan.turn.allocation.FiveTuple;

/// A request with all that is needed to answer it.
record Request(FiveTuple from, StunMessage message, Integrity integrity, Now now, TurnOutput out) {}
