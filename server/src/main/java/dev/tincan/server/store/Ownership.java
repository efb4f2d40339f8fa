package dev.tincan.server.store;

/// That no other Tincan uses the database, until this is closed or the process ends. Safe for use
/// by any thread.
interface Ownership extends AutoCloseable {
  /// Whether it holds now. A database on another machine can go away, and is taken again when it is
  /// back.
  boolean holds();

  @Override
  void close();
}
