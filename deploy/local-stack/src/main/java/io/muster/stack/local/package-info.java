/**
 * Muster on one machine: the servers, the demo targets and the four services as processes, started, watched and ended
 * together.
 *
 * <p>What must hold here: everything listens on 127.0.0.1; secrets are generated, lie in files of mode 600 and never in
 * a log; {@code kill -9} of everything loses no acknowledged write, and the next start cleans up what was left.
 */
@NullMarked
package io.muster.stack.local;

import org.jspecify.annotations.NullMarked;
