/// Calls as iCalendar (RFC 5545, RFC 5546): what calendar programs read. Entry point:
/// [dev.tincan.server.calendar.CalendarFile].
@NullMarked
package dev.tincan.server.calendar;

import org.jspecify.annotations.NullMarked;
