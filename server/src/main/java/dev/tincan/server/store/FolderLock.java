package dev.tincan.server.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A lock on a file of the data folder; the system takes it from a process that ends, however it
/// does.
final class FolderLock implements Ownership {
  static final String NAME = "tincan.lock";

  /// For one that is just ending.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final RandomAccessFile file;

  private FolderLock(RandomAccessFile file) {
    this.file = file;
  }

  /// @throws Engine.InUse when another process has it, and keeps it
  static FolderLock take(Path dataDir) {
    long giveUpNanos = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<FolderLock> taken = tryTake(dataDir.resolve(NAME));
      if (taken.isPresent()) {
        return taken.get();
      }
      if (System.nanoTime() - giveUpNanos >= 0) {
        throw new Engine.InUse(
            "Another Tincan runs with the data folder %s; stop it, or give this one a folder of its own by --data-dir."
                .formatted(dataDir.toAbsolutePath()));
      }
      pause();
    }
  }

  private static Optional<FolderLock> tryTake(Path path) {
    try {
      var file = new RandomAccessFile(path.toFile(), "rw");
      FileLock lock = null;
      try {
        DataDir.ownerOnly(path);
        lock = file.getChannel().tryLock();
      } catch (OverlappingFileLockException takenByThisProcess) {
        // As by any other.
      } finally {
        if (lock == null) {
          file.close();
        }
      }
      return lock == null ? Optional.empty() : Optional.of(new FolderLock(file));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  @Override
  public boolean holds() {
    return true;
  }

  /// The lock goes with its file.
  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
