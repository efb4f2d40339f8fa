/// Allocations and what belongs to them: permissions, channels, relay ports (RFC 8656 §5-§13).
@NullMarked
package dev.tincan.turn.allocation;

import org.jspecify.annotations.NullMarked;
