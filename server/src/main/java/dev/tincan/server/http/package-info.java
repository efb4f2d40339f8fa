/// The HTTP server: routing, the page, health, security headers.
@NullMarked
package dev.tincan.server.http;

import org.jspecify.annotations.NullMarked;
