/// TURN as a pure core: datagrams and deadlines in, effects out.
module dev.tincan.turn {
  requires transitive dev.tincan.stun;
  requires static org.jspecify;

  exports dev.tincan.turn;
  exports dev.tincan.turn.allocation;
  exports dev.tincan.turn.policy;
}
