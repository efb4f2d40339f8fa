@NullMarked
package dev.tincan.calls;

import org.jspecify.annotations.NullMarked;
