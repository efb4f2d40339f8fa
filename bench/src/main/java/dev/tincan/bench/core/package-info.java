/// The pure core under load, without sockets.
@NullMarked
package dev.tincan.bench.core;

import org.jspecify.annotations.NullMarked;
