/// Who may use the relay.
@NullMarked
package dev.tincan.server.auth;

import org.jspecify.annotations.NullMarked;
