/// Runs the TURN core: one server per event loop, its sockets, and what the loops share.
@NullMarked
package dev.tincan.server.relay;

import org.jspecify.annotations.NullMarked;
