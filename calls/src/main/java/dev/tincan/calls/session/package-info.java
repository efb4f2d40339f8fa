/// The link to one browser that survives its connections: numbering, acks, the bounded outbox and
/// resume. Blind to the transport and to what the messages say; imports nothing of the other
/// packages.
@NullMarked
package dev.tincan.calls.session;

import org.jspecify.annotations.NullMarked;
