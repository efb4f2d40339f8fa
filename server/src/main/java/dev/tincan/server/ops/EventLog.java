package dev.tincan.server.ops;

import dev.tincan.calls.CallEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line for each step in the life of a call; nothing by which a call could be joined or a
/// person named.
public final class EventLog {
  private static final Logger LOG = LoggerFactory.getLogger("tincan.calls");

  private EventLog() {}

  public static void write(CallEvent event) {
    switch (event) {
      case CallEvent.CallCreated created -> LOG.info("call created {}", created.call());
      case CallEvent.CallScheduled scheduled ->
          LOG.info("call scheduled {} for {}", scheduled.call(), scheduled.startsAt());
      case CallEvent.CallCanceled canceled -> LOG.info("call canceled {}", canceled.call());
      case CallEvent.CallOpened opened -> LOG.info("call opened {}", opened.call());
      case CallEvent.CallEnded ended ->
          LOG.info("call ended {} reason={}", ended.call(), ended.reason().wire());
      case CallEvent.ParticipantJoined joined ->
          LOG.info("participant joined {} {}", joined.call(), joined.participant().value());
      case CallEvent.ParticipantLeft left ->
          LOG.info(
              "participant left {} {} reason={}",
              left.call(),
              left.participant().value(),
              left.reason().wire());
      case CallEvent.SessionOpened opened ->
          LOG.debug("session opened {}", opened.participant().value());
      case CallEvent.SessionResumed resumed ->
          LOG.debug("session resumed {}", resumed.participant().value());
      case CallEvent.SessionEnded ended ->
          LOG.debug("session ended {} reason={}", ended.participant().value(), ended.reason());
      case CallEvent.Rejected rejected -> LOG.debug("rejected {}", rejected.code().wire());
    }
  }
}
