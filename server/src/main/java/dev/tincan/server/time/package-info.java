/// The clock that the server goes by, handed to whatever decides about time.
@NullMarked
package dev.tincan.server.time;

import org.jspecify.annotations.NullMarked;
