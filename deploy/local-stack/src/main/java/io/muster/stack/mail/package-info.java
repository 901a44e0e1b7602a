/**
 * The mailbox of the local stack: an SMTP server that keeps each mail as a file before it acknowledges it, and a page and an API to read them.
 */
@NullMarked
package io.muster.stack.mail;

import org.jspecify.annotations.NullMarked;
