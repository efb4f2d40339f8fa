/// Calls as a pure core: signaling messages and deadlines in, effects out.
module dev.tincan.calls {
  requires static org.jspecify;

  exports dev.tincan.calls;
}
