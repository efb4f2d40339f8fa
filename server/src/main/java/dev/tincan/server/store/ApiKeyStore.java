package dev.tincan.server.store;

import dev.tincan.calls.session.SecretHash;
import dev.tincan.server.auth.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The keys of the integration API. Safe for use by any thread; a call blocks until the database
/// has it.
public final class ApiKeyStore {
  private final Database database;

  public ApiKeyStore(Database database) {
    this.database = database;
  }

  /// @param id the public part, by which people tell keys apart
  public record StoredKey(
      String id,
      String name,
      SecretHash hash,
      Set<Scope> scopes,
      Instant createdAt,
      Optional<Instant> revokedAt) {}

  public void add(StoredKey key) {
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .createUpdate(
                    "INSERT INTO api_keys (id, name, hash, scopes, created_at) VALUES (:id, :name, :hash, :scopes, :at)")
                .bind("id", key.id())
                .bind("name", key.name())
                .bind("hash", key.hash().hex())
                .bind("scopes", Scope.text(key.scopes()))
                .bind("at", key.createdAt().toEpochMilli())
                .execute());
  }

  /// False when there is no such key, or it was revoked before.
  public boolean revoke(String id, Instant now) {
    return database
            .jdbi()
            .withHandle(handle ->
                handle
                    .createUpdate(
                        "UPDATE api_keys SET revoked_at = :at WHERE id = :id AND revoked_at IS NULL")
                    .bind("id", id)
                    .bind("at", now.toEpochMilli())
                    .execute())
        == 1;
  }

  public Optional<StoredKey> find(String id) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM api_keys WHERE id = :id")
                .bind("id", id)
                .map((row, _) -> key(row))
                .findOne());
  }

  /// Whether a key that may look after the server is in use.
  public boolean hasAdmin() {
    return list().stream()
        .anyMatch(key -> key.scopes().contains(Scope.ADMIN) && key.revokedAt().isEmpty());
  }

  /// All of them, the oldest first.
  public List<StoredKey> list() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM api_keys ORDER BY created_at, id")
                .map((row, _) -> key(row))
                .list());
  }

  private static StoredKey key(ResultSet row) throws SQLException {
    long revokedAt = row.getLong("revoked_at");
    Optional<Instant> revoked =
        row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(revokedAt));
    return new StoredKey(
        row.getString("id"),
        row.getString("name"),
        new SecretHash(row.getString("hash")),
        Scope.parse(row.getString("scopes")),
        Instant.ofEpochMilli(row.getLong("created_at")),
        revoked);
  }
}
