/// Certificates and the sockets that use them.
@NullMarked
package dev.tincan.server.tls;

import org.jspecify.annotations.NullMarked;
