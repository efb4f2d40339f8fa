/// What happens to the calls of API keys, stored in its order and told: to webhooks, and to streams
/// that wait for it. Entry points: [dev.tincan.server.events.EventRecorder], which the calls tell
/// what happens, and [dev.tincan.server.events.WebhookSender].
@NullMarked
package dev.tincan.server.events;

import org.jspecify.annotations.NullMarked;
