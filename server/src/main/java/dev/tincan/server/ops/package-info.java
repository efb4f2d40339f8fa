/// Metrics and the event log.
@NullMarked
package dev.tincan.server.ops;

import org.jspecify.annotations.NullMarked;
