package dev.tincan.server.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the tables hold of a call and of a person: the one place that says so. Every table stands
/// here, be it among those that hold nothing; `BelongingsTest` sees to that.
final class Belongings {
  private Belongings() {}

  /// Rows that go when a call is forgotten, and do not go by themselves with its row in `calls`.
  ///
  /// @param column that holds the call's id
  record OfCall(String table, String column) {}

  /// What a person left in a table.
  ///
  /// @param what for people, such as `names of personal links`
  /// @param erase the statement without its condition
  /// @param name column of the person's name
  /// @param participant column of the participant's id
  /// @param settled condition of the rows that a running server will not write again
  record OfPerson(
      String what,
      String table,
      String erase,
      Optional<String> name,
      Optional<String> participant,
      String settled) {}

  private static final String OF_ENDED_CALLS =
      "call_id IN (SELECT id FROM calls WHERE ended_at IS NOT NULL)";

  private static final String NONE = "1 = 0";

  private static final String ALL = "1 = 1";

  static final List<OfCall> OF_CALL =
      List.of(
          new OfCall("participants", "call"),
          new OfCall("events", "call_id"),
          new OfCall("call_doors", "call"));

  static final List<OfPerson> OF_PERSON =
      List.of(
          new OfPerson(
              "people in calls",
              "participants",
              "DELETE FROM participants",
              Optional.of("name"),
              Optional.of("id"),
              NONE),
          new OfPerson(
              "names of personal links",
              "call_links",
              "UPDATE call_links SET name = NULL",
              Optional.of("name"),
              Optional.empty(),
              OF_ENDED_CALLS),
          new OfPerson(
              "invitations by mail",
              "invitations",
              "DELETE FROM invitations",
              Optional.of("address"),
              Optional.empty(),
              ALL),
          new OfPerson(
              "events of calls",
              "events",
              "DELETE FROM events",
              Optional.of(inEvent("name")),
              Optional.of(inEvent("id")),
              ALL));

  /// Equals the value that is looked for where the JSON of an event has it as this member.
  private static String inEvent(String member) {
    return "CASE WHEN REPLACE(body, '\"%s\":\"' || :value || '\"', '') <> body THEN :value END"
        .formatted(member);
  }

  /// Titles and names of keys are about calls and programs, not about people.
  static final Set<String> OF_NOBODY =
      Set.of(
          "calls",
          "api_keys",
          "idempotent_answers",
          "webhooks",
          "call_doors",
          "call_blocks",
          "deliveries",
          "delivery_attempts");
}
