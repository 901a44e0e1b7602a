/**
 * Requests for access packages and their approval: asked by a person for himself or a report, decided stage by stage, ended by a timer.
 *
 * <p>What must hold here: nobody decides his own request; only somebody of the current stage decides; a request that would break a separation of
 * duties is refused before anybody is asked; requests are records of their own and are never rebuilt.
 */
@NullMarked
package io.muster.workflows.approval;

import org.jspecify.annotations.NullMarked;
