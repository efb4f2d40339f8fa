package dev.tincan.server.api;

import dev.tincan.calls.call.StoredCall;
import dev.tincan.server.mail.Invitations;
import dev.tincan.server.store.InvitationStore.Invitation;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// `/calls/{call}/invitations`: people are invited by mail, and whoever invited sees how that goes.
final class InvitationResources {
  private static final int INVITED_PER_CALL_MAX = 200;
  private static final long HOUR_SECONDS = 3_600;
  private static final int MAILS_PER_HOUR_AND_CALL = 200;

  /// Anybody can make a call in the page and be its host, so few go out from one address.
  private static final int MAILS_PER_HOUR_AND_CLIENT = 50;

  /// Of a program, to which whoever runs the server gave a key.
  private static final int MAILS_PER_HOUR_AND_KEY = 2_000;

  private static final int CALLERS_MAX = 10_000;

  private final Optional<Invitations> invitations;
  private final InstantSource clock;
  private final Budget<String> perCall =
      new Budget<>(MAILS_PER_HOUR_AND_CALL, CALLERS_MAX, HOUR_SECONDS);
  private final Budget<String> perClient =
      new Budget<>(MAILS_PER_HOUR_AND_CLIENT, CALLERS_MAX, HOUR_SECONDS);
  private final Budget<String> perKey =
      new Budget<>(MAILS_PER_HOUR_AND_KEY, CALLERS_MAX, HOUR_SECONDS);

  /// @param invitations empty when the server sends no mail
  InvitationResources(Optional<Invitations> invitations, InstantSource clock) {
    this.invitations = invitations;
    this.clock = clock;
  }

  Answer list(StoredCall call) throws Refused {
    return describe(200, mail().of(call.id()));
  }

  void invite(Caller caller, StoredCall call, ServerRequest request, ServerResponse response)
      throws Refused {
    Invitations mail = mail();
    if (call.ended().isPresent()) {
      throw Problem.CALL_ENDED.refused("This call is over.");
    }
    if (call.plan().admission().invitedOnly()) {
      throw Problem.INVITATIONS_NEED_LINKS.refused(
          "This call lets in nobody by its id alone, which is all a mail has; make a link for each"
              + " guest and send that.");
    }
    InvitationRequest wanted =
        InvitationRequest.read(Body.json(request, Body.read(request), InvitationRequest.MEMBERS));
    List<String> to = wanted.to();
    Set<String> invited =
        mail.of(call.id()).stream().map(Invitation::address).collect(Collectors.toSet());
    if (Stream.concat(invited.stream(), to.stream()).distinct().count() > INVITED_PER_CALL_MAX) {
      throw Problem.INVITATIONS_FULL.refused(
          "To one call "
              + INVITED_PER_CALL_MAX
              + " people can be invited by mail; send the link to the others.");
    }
    Optional<Budget.Rest> exceeded = take(caller, call, request, to.size());
    if (exceeded.isPresent()) {
      Gate.tooMany(
          response, "mails", exceeded.get(), "Too many mails went out in this hour; try later.");
      return;
    }
    mail.invite(call, to, wanted.message(), CallJson.link(request, call.id()));
    describe(202, mail.of(call.id())).send(response);
  }

  /// Which limit does not allow so many more; takes them when none objects.
  private Optional<Budget.Rest> take(
      Caller caller, StoredCall call, ServerRequest request, int mails) {
    long nowSeconds = clock.instant().getEpochSecond();
    boolean program = caller.who() instanceof Caller.Key;
    String client = program ? caller.name() : Gate.client(request.remotePeer().address());
    Budget<String> ofCaller = program ? perKey : perClient;
    String ofCall = call.id().value();
    Optional<Budget.Rest> exceeded =
        Stream.of(perCall.look(ofCall, nowSeconds), ofCaller.look(client, nowSeconds))
            .filter(rest -> rest.remaining() < mails)
            .findFirst();
    if (exceeded.isEmpty()) {
      for (int i = 0; i < mails; i++) {
        perCall.take(ofCall, nowSeconds);
        ofCaller.take(client, nowSeconds);
      }
    }
    return exceeded;
  }

  private Invitations mail() throws Refused {
    if (invitations.isEmpty()) {
      throw Problem.MAIL_OFF.refused(
          "This server sends no mail; whoever runs it can set smtp-url and mail-from.");
    }
    return invitations.get();
  }

  private static Answer describe(int status, List<Invitation> invited) {
    var json = JsonMapper.shared().createObjectNode();
    var list = json.putArray("invitations");
    for (Invitation invitation : invited) {
      var one = list.addObject().put("to", invitation.address());
      one.put("state", invitation.state().wire());
      invitation.problem().ifPresent(problem -> one.put("problem", problem));
    }
    return Answer.json(status, json);
  }
}
