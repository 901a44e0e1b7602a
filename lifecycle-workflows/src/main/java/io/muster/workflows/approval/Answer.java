package io.muster.workflows.approval;

import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;

/** What became of asking. A refusal that has an event of its own is a value: an exception would take the event back with the transaction. */
sealed interface Answer {
    /** A request. */
    record Made(AccessRequest request) implements Answer {}

    /** None, and everybody who listens knows why. */
    record Refused(Problem problem) implements Answer {}

    /**
     * The request.
     *
     * @throws ProblemException when there is none
     */
    default AccessRequest orRefuse() {
        return switch (this) {
            case Made made -> made.request();
            case Refused refused -> throw new ProblemException(refused.problem());
        };
    }
}
