/// What must outlive the process, in SQLite.
@NullMarked
package dev.tincan.server.store;

import org.jspecify.annotations.NullMarked;
