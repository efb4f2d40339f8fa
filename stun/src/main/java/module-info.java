/// STUN as a pure core: bytes in, messages out; no sockets, threads, clocks or logs.
module dev.tincan.stun {
  requires static org.jspecify;

  exports dev.tincan.stun;
  exports dev.tincan.stun.address;
  exports dev.tincan.stun.attribute;
  exports dev.tincan.stun.auth;
  exports dev.tincan.stun.codec;
  exports dev.tincan.stun.demux;
}
