/**
 * Mails: a row is {@code sending} before SMTP; a repeat after a crash has the same Message-ID; there is never a second mail for one task and
 * recipient.
 */
@NullMarked
package io.muster.workflows.notification;

import org.jspecify.annotations.NullMarked;
