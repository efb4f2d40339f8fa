/// Calls and who is in them: names and ids, host keys, states and their deadlines. Knows no
/// messages and no connections.
@NullMarked
package dev.tincan.calls.call;

import org.jspecify.annotations.NullMarked;
