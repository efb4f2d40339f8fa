/// The process. Features meet only here, by plain constructors.
@NullMarked
package dev.tincan.server;

import org.jspecify.annotations.NullMarked;
