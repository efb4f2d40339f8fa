package dev.tincan.server.api;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which administrator did what.
final class AdminLog {
  private static final Logger AUDIT = LoggerFactory.getLogger("tincan.admin");

  private AdminLog() {}

  /// @param by the id of the key
  static void note(String by, String act, String on) {
    AUDIT
        .atInfo()
        .addKeyValue("key", by)
        .addKeyValue("act", act)
        .addKeyValue("on", on)
        .log("administrator");
  }
}
