package io.muster.dispatcher.account;

import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.Outcome;
import java.util.Optional;
import java.util.function.Supplier;

/** The writes of one run, and what each means for it: a result ends the run. Used by one thread. */
final class Writes {
    private final Sender sender;
    private final Run run;

    Writes(Sender sender, Run run) {
        this.sender = sender;
        this.run = run;
    }

    /** Sends a write that has to succeed for the run to go on. */
    Optional<Result> write(String action, Supplier<Outcome> write) {
        return after(send(action, write));
    }

    Outcome send(String action, Supplier<Outcome> write) {
        Outcome outcome = sender.send(write);
        run.tried(action, outcome);
        return outcome;
    }

    Optional<Result> after(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied applied -> Optional.empty();
            case Outcome.Unchanged unchanged -> Optional.empty();
            case Outcome.Missing missing -> Optional.of(run.vanished());
            case Outcome.Conflict(String detail) -> Optional.of(run.failed("The target has a conflict: " + detail));
            case Outcome.Trouble trouble -> Optional.of(run.stopped(trouble));
        };
    }

    /** A revocation counts when the target shows it. */
    Optional<Result> prove(Answer<Boolean> proof, String otherwise) {
        return switch (proof) {
            case Answer.Failed<Boolean>(Outcome.Trouble trouble) -> Optional.of(run.stopped(trouble));
            case Answer.Got<Boolean>(Boolean proven) ->
                proven
                        ? Optional.empty()
                        : Optional.of(
                                run.stopped(new Outcome.Unknown("the target said done, but the account " + otherwise)));
        };
    }
}
