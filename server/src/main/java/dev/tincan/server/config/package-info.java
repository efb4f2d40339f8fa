/// Options, environment and file become one record, once, with messages a person can act on.
@NullMarked
package dev.tincan.server.config;

import org.jspecify.annotations.NullMarked;
