package dev.tincan.server.api;

import dev.tincan.server.config.MailConfig;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The body of `POST /calls/{call}/invitations`.
///
/// @param to addresses, each once
record InvitationRequest(List<String> to, Optional<String> message) {
  static final int RECIPIENTS_PER_REQUEST_MAX = 50;
  static final Set<String> MEMBERS = Set.of("to", "message");

  private static final int MESSAGE_MAX = 1_000;

  static InvitationRequest read(Members body) throws Refused {
    return new InvitationRequest(
        to(body.texts("to").orElse(List.of())), body.lines("message", MESSAGE_MAX));
  }

  private static List<String> to(List<String> said) throws Refused {
    if (said.isEmpty() || said.size() > RECIPIENTS_PER_REQUEST_MAX) {
      throw Members.wrong(
          "'to' must be a list of 1 to " + RECIPIENTS_PER_REQUEST_MAX + " mail addresses.");
    }
    var addresses = new LinkedHashSet<String>();
    for (int i = 0; i < said.size(); i++) {
      String address = said.get(i).strip();
      if (!MailConfig.isAddress(address)) {
        throw Members.wrong(
            "'to' takes addresses such as ada@example.org; number %d is none.".formatted(i + 1));
      }
      addresses.add(address);
    }
    return List.copyOf(addresses);
  }
}
