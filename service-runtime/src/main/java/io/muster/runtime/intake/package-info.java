/** From the topics into the service's store. Must hold here: a batch and its next offsets are one commit of the {@link io.muster.runtime.intake.Sink}; nothing escapes {@link io.muster.runtime.intake.Intake#receive}, or the channel is dead; nothing fires before {@link io.muster.runtime.intake.Bootstrap#completed}. */
@NullMarked
package io.muster.runtime.intake;

import org.jspecify.annotations.NullMarked;
