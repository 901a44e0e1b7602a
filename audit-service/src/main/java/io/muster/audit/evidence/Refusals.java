package io.muster.audit.evidence;

import io.muster.log.SignedNote;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import java.util.function.Supplier;

/** A log that is not what was signed is not signed again: whoever asks is told so. */
final class Refusals {
    private Refusals() {}

    static SignedNote signing(Supplier<SignedNote> sign) {
        try {
            return sign.get();
        } catch (IllegalStateException e) {
            throw new ProblemException(Problem.of(500, "log-not-as-signed", String.valueOf(e.getMessage())), e);
        }
    }
}
