/// The real server for minutes under clients that come and go.
@NullMarked
package dev.tincan.bench.soak;

import org.jspecify.annotations.NullMarked;
