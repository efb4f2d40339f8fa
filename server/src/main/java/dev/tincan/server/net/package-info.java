/// Sockets and the threads they live on: event loops for packets, virtual threads for streams.
/// Knows no protocol.
@NullMarked
package dev.tincan.server.net;

import org.jspecify.annotations.NullMarked;
