package dev.tincan.server.config;

import java.util.List;

/// Where and how fast webhooks are sent.
///
/// @param allowPrivate address ranges, such as 10.0.0.0/8, that they may lead to though they are
///   not public
/// @param pace every wait before another try is multiplied by it; 1 outside of tests
public record WebhookConfig(List<String> allowPrivate, double pace) {
  public static final WebhookConfig DEFAULT = new WebhookConfig(List.of(), 1);

  public WebhookConfig {
    allowPrivate = List.copyOf(allowPrivate);
  }
}
