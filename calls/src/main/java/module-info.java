/// Calls as a pure core: signaling frames and deadlines in, effects out.
module dev.tincan.calls {
  requires static org.jspecify;

  exports dev.tincan.calls;
  exports dev.tincan.calls.call;
  exports dev.tincan.calls.message;
  exports dev.tincan.calls.session;
}
