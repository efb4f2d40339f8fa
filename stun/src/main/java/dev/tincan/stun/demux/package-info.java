/// Tells apart what arrives on one port (RFC 7983) and cuts streams into messages.
@NullMarked
package dev.tincan.stun.demux;

import org.jspecify.annotations.NullMarked;
