@NullMarked
package dev.tincan.testkit;

import org.jspecify.annotations.NullMarked;
