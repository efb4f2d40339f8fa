/// The frames of docs/protocol.md as records, named as they are on the wire. Content lengths are
/// checked by the codec that builds them; the constructors reject only what no frame can mean.
@NullMarked
package dev.tincan.calls.message;

import org.jspecify.annotations.NullMarked;
