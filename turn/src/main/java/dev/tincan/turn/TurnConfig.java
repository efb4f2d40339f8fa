package dev.tincan.turn;

import dev.tincan.turn.policy.PeerPolicy;
import java.time.Duration;

/// @param realm of the long-term credentials
/// @param nonceSecret what nonces are made with; the same for every server of one process
/// @param securityFeatures whether to offer password algorithms and username anonymity (RFC 8489
///   §9.2) over TCP and TLS
/// @param bytesPerSecond what one allocation may carry, both ways together; more is dropped
/// @param permissionsMax per allocation; 508 beyond
/// @param channelsMax per allocation; 508 beyond
public record TurnConfig(
    String realm,
    byte[] nonceSecret,
    PeerPolicy peers,
    boolean securityFeatures,
    long bytesPerSecond,
    int permissionsMax,
    int channelsMax) {
  /// Lifetime of an allocation that asks for none or less (RFC 8656 §3.2).
  static final Duration LIFETIME_DEFAULT = Duration.ofMinutes(10);

  /// Longest lifetime that is granted (RFC 8656 §7.2).
  static final Duration LIFETIME_MAX = Duration.ofHours(1);

  /// Lifetime of a permission; fixed, not negotiable (RFC 8656 §9).
  static final Duration PERMISSION_LIFETIME = Duration.ofMinutes(5);

  /// Lifetime of a channel binding (RFC 8656 §12).
  static final Duration CHANNEL_LIFETIME = Duration.ofMinutes(10);

  /// How long an odd port is kept for the holder of a token (RFC 8656 §7.2).
  static final Duration RESERVATION_LIFETIME = Duration.ofSeconds(30);

  /// Lifetime of a nonce; at least an hour is suggested (RFC 8656 §5).
  static final Duration NONCE_LIFETIME = Duration.ofHours(1);

  /// Room for a screen in full sharpness and a file beside it.
  private static final long BYTES_PER_SECOND = 12_500_000;

  private static final int PERMISSIONS_MAX = 256;
  private static final int CHANNELS_MAX = 256;

  public static TurnConfig of(String realm, byte[] nonceSecret, PeerPolicy peers) {
    return new TurnConfig(
        realm, nonceSecret.clone(), peers, true, BYTES_PER_SECOND, PERMISSIONS_MAX, CHANNELS_MAX);
  }
}
