package io.muster.stack.torture;

import io.muster.stack.demo.StepFailed;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Several threads that share out a piece of work. */
final class Crew {
    private static final int THREADS = 8;

    /** What is done with one of many. */
    interface Task<T> {
        void on(T one) throws Exception;
    }

    private Crew() {}

    /** Does it with each, in their order as far as several threads can; returns when all is done. */
    static <T> void each(List<T> all, Task<T> task) throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var working = all.stream()
                    .<Future<?>>map(one -> threads.submit(() -> {
                        task.on(one);
                        return one;
                    }))
                    .toList();
            for (var one : working) {
                finish(one);
            }
        }
    }

    /** Does it so many times. */
    static void times(int count, Task<Integer> task) throws InterruptedException {
        each(IntStream.range(0, count).boxed().toList(), task);
    }

    static void finish(Future<?> work) throws InterruptedException {
        try {
            work.get();
        } catch (ExecutionException e) {
            var cause = e.getCause();
            if (cause instanceof StepFailed failed) {
                throw failed;
            }
            throw new StepFailed("a writer broke down: " + cause, e);
        }
    }
}
