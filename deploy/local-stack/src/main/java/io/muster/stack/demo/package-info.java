/**
 * The main job, shown and checked: steps that each say what is to be seen and look for it in the targets' own protocols, in the mailbox, on the topics and in the audit. {@link io.muster.stack.demo.Demo} is where to start reading.
 *
 * <p>What must hold here: a step passes only on what it read from outside the service that it checks; nothing of Muster's connectors, stores or evaluation is used; only the people of this run are looked at.
 */
@NullMarked
package io.muster.stack.demo;

import org.jspecify.annotations.NullMarked;
