/// The calling server as a state machine: [CallServer] takes what happened on connections and tells
/// a [CallOutput] what to do about it. Time, randomness and ICE servers are handed in; nothing here
/// waits, logs or does I/O. One instance belongs to one thread. The rules `[S1]`… are those of
/// docs/protocol.md.
@NullMarked
package dev.tincan.calls;

import org.jspecify.annotations.NullMarked;
