/// Mails to people who are invited to calls, over the SMTP server of whoever runs this one. Entry
/// point: [dev.tincan.server.mail.Invitations].
@NullMarked
package dev.tincan.server.mail;

import org.jspecify.annotations.NullMarked;
