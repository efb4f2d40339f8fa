/// What must outlive the process, in SQLite or PostgreSQL.
@NullMarked
package dev.tincan.server.store;

import org.jspecify.annotations.NullMarked;
