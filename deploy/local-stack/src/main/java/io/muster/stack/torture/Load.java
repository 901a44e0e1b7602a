package io.muster.stack.torture;

import io.muster.stack.demo.StepFailed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** HR's clients at work until it is closed: new titles, now and then somebody new, now and then somebody leaves. Each writer has people of its own, so that it knows the order of their writes. */
final class Load implements AutoCloseable {
    private static final int WRITERS = 2;
    private static final long PAUSE_MILLIS = 100;
    private static final Mix EVERYTHING = new Mix(3, 1);
    private static final Mix TITLES = new Mix(0, 0);
    private static final int LEAST_PEOPLE = 5;

    /** How many of a hundred writes hire somebody, and how many let somebody go; all others are titles. */
    private record Mix(int hires, int leaves) {}

    private final HrClient hr;
    private final Mix mix;
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    private final List<Future<?>> writers = new ArrayList<>();
    private volatile boolean closing;

    private Load(HrClient hr, Mix mix) {
        this.hr = hr;
        this.mix = mix;
    }

    /** Starts to write about these people, and others whom it hires. */
    static Load on(HrClient hr, List<Employed> people, long seed) {
        return start(new Load(hr, EVERYTHING), people, seed);
    }

    /** Starts to give titles to these people: nobody comes and nobody goes. */
    static Load ofTitles(HrClient hr, List<Employed> people, long seed) {
        return start(new Load(hr, TITLES), people, seed);
    }

    private static Load start(Load load, List<Employed> people, long seed) {
        for (int i = 0; i < WRITERS; i++) {
            var own = new ArrayList<Employed>();
            for (int j = i; j < people.size(); j += WRITERS) {
                own.add(people.get(j));
            }
            var random = new Random(seed + i);
            load.writers.add(load.threads.submit(() -> {
                load.write(own, random);
                return own;
            }));
        }
        return load;
    }

    private void write(List<Employed> own, Random random) throws IOException, InterruptedException {
        while (!closing) {
            int dice = random.nextInt(100);
            if (dice < mix.hires()) {
                own.add(hr.hire());
            } else if (dice < mix.hires() + mix.leaves() && own.size() > LEAST_PEOPLE) {
                hr.leave(own.remove(random.nextInt(own.size())));
            } else {
                hr.retitle(own.get(random.nextInt(own.size())));
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /** How many writers are at work. */
    int writers() {
        return Math.toIntExact(
                writers.stream().filter(writer -> !writer.isDone()).count());
    }

    /** Lets each writer end what it has in hand, and tells what went wrong. */
    @Override
    public void close() {
        closing = true;
        try (threads) {
            for (var writer : writers) {
                Crew.finish(writer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepFailed("interrupted while the writers ended", e);
        }
    }
}
