package io.muster.gateway.bulk;

import io.muster.scim.error.ScimError;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** One bulk request at work: which ids its references have got, and how many errors there were. */
final class BulkRun {
    /** What does the operations, each in a transaction of its own. */
    interface Work {
        /** Does one; what is wrong with it is its outcome. */
        Uni<Outcome> execute(BulkOperation operation);

        /** Makes a group without those of its members who are not there yet: {@link #addMembers} follows. */
        default Uni<Outcome> make(BulkOperation operation) {
            return execute(operation);
        }

        /** Adds its members to what {@link #make} has made, the group of that id. */
        Uni<Outcome> addMembers(BulkOperation operation, String id);
    }

    private final Work work;
    private final int failOnErrors;
    private final int concurrency;
    private final Supplier<Uni<Void>> pace;
    private final Map<String, String> ids = new ConcurrentHashMap<>();
    private final AtomicInteger errors = new AtomicInteger();

    /**
     * Prepares a run.
     *
     * @param failOnErrors after this many errors nothing more is begun; 0 = go on whatever happens
     * @param pace completes when the next operation may begin
     */
    BulkRun(Work work, int failOnErrors, int concurrency, Supplier<Uni<Void>> pace) {
        this.work = work;
        this.failOnErrors = failOnErrors;
        // Where errors end the request, what has been begun beside the last one would be done all the same.
        this.concurrency = failOnErrors > 0 ? 1 : concurrency;
        this.pace = pace;
    }

    /** The outcomes in the request's order; operations that were not begun have none. */
    Uni<List<Outcome>> run(BulkPlan plan) {
        return Multi.createFrom()
                .iterable(plan.waves())
                .onItem()
                .transformToUniAndConcatenate(wave -> each(wave, this::runOne))
                .collect()
                .asList()
                .chain(done -> circle(plan.circular()).map(last -> sorted(done, last)));
    }

    private static List<Outcome> sorted(List<List<Outcome>> done, List<Outcome> last) {
        var all = new ArrayList<Outcome>();
        done.forEach(all::addAll);
        all.addAll(last);
        all.sort(Comparator.comparingInt(outcome -> outcome.operation().index()));
        return all;
    }

    private Uni<List<Outcome>> each(List<BulkOperation> wave, Function<BulkOperation, Uni<Outcome>> each) {
        return Multi.createFrom()
                .iterable(wave)
                .onItem()
                .transformToUni(operation -> stopped()
                        ? Uni.createFrom().<Outcome>nullItem()
                        : pace.get().chain(() -> each.apply(operation)).invoke(this::note))
                .merge(concurrency)
                .collect()
                .asList();
    }

    private Uni<Outcome> runOne(BulkOperation operation) {
        var resolved = operation.resolved(ids);
        var missing = new HashSet<>(operation.references());
        missing.removeAll(ids.keySet());
        return missing.isEmpty() ? work.execute(resolved) : refuse(operation, missing);
    }

    private void note(Outcome outcome) {
        if (outcome.failed()) {
            errors.incrementAndGet();
        } else if (outcome.operation().bulkId() != null && outcome.id() != null) {
            ids.putIfAbsent(outcome.operation().bulkId(), outcome.id());
        }
    }

    private boolean stopped() {
        return failOnErrors > 0 && errors.get() >= failOnErrors;
    }

    /** Groups that hold each other (RFC 7644 §3.7.1): made without those members first, who then follow. */
    private Uni<List<Outcome>> circle(List<BulkOperation> circular) {
        Set<String> open = new HashSet<>();
        circular.forEach(operation -> {
            if (operation.bulkId() != null) {
                open.add(operation.bulkId());
            }
        });
        return each(
                        circular,
                        operation -> operation.canWaitForMembers(open)
                                ? runOneWithout(operation, open)
                                : refuse(operation, operation.references()))
                .chain(made -> complete(circular, made));
    }

    private Uni<List<Outcome>> complete(List<BulkOperation> circular, List<Outcome> made) {
        var incomplete = circular.stream()
                .filter(operation -> operation.bulkId() != null && ids.containsKey(operation.bulkId()))
                .toList();
        return each(
                        incomplete,
                        operation -> work.addMembers(
                                operation.resolved(ids), ids.getOrDefault(String.valueOf(operation.bulkId()), "")))
                .map(completed -> {
                    var outcomes = new ArrayList<>(completed);
                    made.stream().filter(Outcome::failed).forEach(outcomes::add);
                    return outcomes;
                });
    }

    private Uni<Outcome> runOneWithout(BulkOperation operation, Set<String> open) {
        return work.make(operation.withoutMembers(open).resolved(ids));
    }

    private static Uni<Outcome> refuse(BulkOperation operation, Set<String> references) {
        var error = new ScimError.Conflict("There is no resource for bulkId " + String.join(", ", references) + ".");
        return Uni.createFrom().item(new Outcome(operation, error.status(), null, null, null, error.toJson()));
    }
}
