package io.muster.dispatcher.connector;

import io.muster.dispatcher.connector.Outcome.Trouble;
import java.util.Objects;
import java.util.function.Function;

/**
 * What came of a question to a target.
 *
 * @param <T> what was asked for
 */
public sealed interface Answer<T> {

    /** The target answered. */
    record Got<T>(T value) implements Answer<T> {
        public Got {
            Objects.requireNonNull(value);
        }
    }

    /** The target did not answer in a way that can be used. */
    record Failed<T>(Trouble trouble) implements Answer<T> {
        public Failed {
            Objects.requireNonNull(trouble);
        }
    }

    /** The same answer about something made of the value. */
    default <R> Answer<R> map(Function<? super T, ? extends R> function) {
        return switch (this) {
            case Got<T>(T value) -> new Got<>(function.apply(value));
            case Failed<T>(Trouble trouble) -> new Failed<>(trouble);
        };
    }

    /** The next question, asked only when this one was answered. */
    default <R> Answer<R> then(Function<? super T, Answer<R>> function) {
        return switch (this) {
            case Got<T>(T value) -> function.apply(value);
            case Failed<T>(Trouble trouble) -> new Failed<>(trouble);
        };
    }
}
