/// The integration API: other programs make calls, look at them and end them. [CallsApi] has the
/// addresses; what the features do for it are functions that the wiring hands over. Each request runs
/// on a thread of its own.
@NullMarked
package dev.tincan.server.api;

import org.jspecify.annotations.NullMarked;
