@NullMarked
package dev.tincan.turn;

import org.jspecify.annotations.NullMarked;
