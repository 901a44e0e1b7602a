package io.muster.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Calls of many clients at the same time. */
final class Together {
    private Together() {}

    /** One client's call. */
    interface Call<T> {
        T run(int caller) throws Exception;
    }

    /** What each of so many callers is answered; all call at once. */
    static <T> List<T> run(int callers, Call<T> call) throws InterruptedException, ExecutionException {
        return run(callers, callers, call);
    }

    /** The same, at most so many at once. */
    static <T> List<T> run(int callers, int atOnce, Call<T> call) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newFixedThreadPool(atOnce)) {
            var calls = new ArrayList<Callable<T>>();
            for (int i = 0; i < callers; i++) {
                int caller = i;
                calls.add(() -> call.run(caller));
            }
            var answers = new ArrayList<T>();
            for (var answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        }
    }
}
