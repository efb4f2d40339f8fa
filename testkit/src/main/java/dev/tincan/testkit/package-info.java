/// What tests of the pure cores share: virtual time, a network that loses and reorders by seed,
/// seeds that can be run again, and the rules every pure core obeys. Knows no protocol; each core
/// brings its own scripted clients.
@NullMarked
package dev.tincan.testkit;

import org.jspecify.annotations.NullMarked;
