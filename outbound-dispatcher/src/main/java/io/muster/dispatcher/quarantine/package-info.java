/**
 * What protects targets, and people from mistakes: quarantine for a target that fails, limits for disables and
 * deletions.
 *
 * <p>What must hold here: quarantine is never given up and never needs a person to end it; a limit that is reached stops
 * before the account that would go beyond it, and only a person lifts it.
 */
@NullMarked
package io.muster.dispatcher.quarantine;

import org.jspecify.annotations.NullMarked;
