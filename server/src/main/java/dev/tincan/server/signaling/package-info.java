/// Carries the signaling protocol: WebSocket in, JSON to records, one thread that owns the calls
/// core.
@NullMarked
package dev.tincan.server.signaling;

import org.jspecify.annotations.NullMarked;
