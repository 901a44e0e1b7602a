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

        /** Makes a resource without those of its values that name what is not there yet: {@link #complete} follows. */
        default Uni<Outcome> make(BulkOperation operation) {
            return execute(operation);
        }

        /** Adds them to what {@link #make} has made, the resource of that id. */
        Uni<Outcome> complete(BulkOperation operation, String id);
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
        var missing = missing(operation);
        return missing.isEmpty() ? work.execute(resolved) : refuse(operation, missing, "");
    }

    private Set<String> missing(BulkOperation operation) {
        var missing = new HashSet<>(operation.references());
        missing.removeAll(ids.keySet());
        return missing;
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

    /** Resources that name each other (RFC 7644 §3.7.1): made without that first, which then follows. */
    private Uni<List<Outcome>> circle(List<BulkOperation> circular) {
        Set<String> open = new HashSet<>();
        circular.forEach(operation -> {
            if (operation.bulkId() != null) {
                open.add(operation.bulkId());
            }
        });
        return each(circular, operation -> begin(operation, open)).chain(made -> complete(circular, made));
    }

    private Uni<List<Outcome>> complete(List<BulkOperation> circular, List<Outcome> made) {
        var incomplete = circular.stream()
                .filter(operation -> operation.bulkId() != null && ids.containsKey(operation.bulkId()))
                .toList();
        return each(incomplete, this::completeOne).map(completed -> {
            var outcomes = new ArrayList<>(completed);
            made.stream().filter(Outcome::failed).forEach(outcomes::add);
            return outcomes;
        });
    }

    private Uni<Outcome> begin(BulkOperation operation, Set<String> open) {
        if (!operation.method().equals("POST")) {
            return refuse(operation, operation.references(), "");
        }
        var missing = missing(operation);
        missing.removeAll(open);
        return missing.isEmpty() ? work.make(operation.without(open).resolved(ids)) : refuse(operation, missing, "");
    }

    private Uni<Outcome> completeOne(BulkOperation operation) {
        var id = ids.getOrDefault(String.valueOf(operation.bulkId()), "");
        var missing = missing(operation);
        return missing.isEmpty()
                ? work.complete(operation.resolved(ids), id)
                : refuse(operation, missing, " Without it the resource was made all the same, as " + id + ".");
    }

    private static Uni<Outcome> refuse(BulkOperation operation, Set<String> references, String more) {
        var error =
                new ScimError.Conflict("There is no resource for bulkId " + String.join(", ", references) + "." + more);
        return Uni.createFrom().item(new Outcome(operation, error.status(), null, null, null, error.toJson()));
    }
}
