package dev.tincan.calls.call;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/// When a call is to be.
///
/// @param startsAt of the first time
/// @param zone in which its clock time was meant: a weekly call stays at the same hour there
/// @param length as it stands in calendars; a call may last longer
public record Schedule(
    Instant startsAt, ZoneId zone, Duration length, Optional<Recurrence> recurrence) {}
