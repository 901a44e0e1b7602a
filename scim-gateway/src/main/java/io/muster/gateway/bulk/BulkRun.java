package io.muster.gateway.bulk;

import io.muster.scim.error.ScimError;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One bulk request at work: which ids its references have got, and how many errors there were. */
final class BulkRun {
    /** What does the operations, each committed by itself. */
    interface Work {
        /** Does one; what is wrong with it is its outcome. */
        Uni<Outcome> execute(BulkOperation operation);

        /** Makes a resource without those of its values that name what is not there yet: {@link #complete} follows. */
        default Uni<Outcome> make(BulkOperation operation) {
            return execute(operation);
        }

        /** Adds them to what {@link #make} has made, the resource of that id. */
        Uni<Outcome> complete(BulkOperation operation, String id);

        /** What {@link #make} made of an operation before this run began. */
        default Optional<String> madeBefore(BulkOperation operation) {
            return Optional.empty();
        }
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
        plan.left().forEach(this::noteMadeBefore);
        plan.waves().forEach(wave -> wave.forEach(this::noteMadeBefore));
        return Multi.createFrom()
                .iterable(plan.waves())
                .onItem()
                .transformToUniAndConcatenate(wave -> each(wave, this::runOne))
                .collect()
                .asList()
                .chain(done -> circle(plan.left()).map(last -> sorted(done, last)));
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

    private void noteMadeBefore(BulkOperation operation) {
        if (operation.bulkId() != null) {
            work.madeBefore(operation).ifPresent(id -> ids.putIfAbsent(operation.bulkId(), id));
        }
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

    /**
     * Resources that name each other (RFC 7644 §3.7.1): made without that first, which then follows. What needs them, and is needed by
     * none of them, comes last.
     */
    private Uni<List<Outcome>> circle(List<BulkOperation> left) {
        var makers = left.stream()
                .filter(operation -> operation.method().equals("POST"))
                .toList();
        var others = left.stream()
                .filter(operation -> !operation.method().equals("POST"))
                .toList();
        var open = makers.stream()
                .flatMap(operation -> Optional.ofNullable(operation.bulkId()).stream())
                .collect(Collectors.toSet());
        return each(makers, operation -> begin(operation, open))
                .chain(made -> complete(makers, made))
                .chain(done -> each(others, this::runOne).map(last -> joined(done, last)));
    }

    private Uni<List<Outcome>> complete(List<BulkOperation> makers, List<Outcome> made) {
        var incomplete = makers.stream()
                .filter(operation -> operation.bulkId() != null && ids.containsKey(operation.bulkId()))
                .toList();
        return each(incomplete, this::completeOne).map(completed -> {
            var failed = made.stream().filter(Outcome::failed).toList();
            var told = joined(completed, failed).stream()
                    .map(outcome -> outcome.operation().index())
                    .collect(Collectors.toSet());
            // Where errors have ended the request meanwhile, what is there has to be told all the same.
            var halves = incomplete.stream()
                    .filter(operation -> !told.contains(operation.index()))
                    .map(operation -> refused(operation, operation.references(), half(operation)))
                    .toList();
            return joined(joined(completed, failed), halves);
        });
    }

    private static List<Outcome> joined(List<Outcome> first, List<Outcome> others) {
        var all = new ArrayList<>(first);
        all.addAll(others);
        return all;
    }

    private Uni<Outcome> begin(BulkOperation operation, Set<String> open) {
        var missing = missing(operation);
        missing.removeAll(open);
        return missing.isEmpty() ? work.make(operation.without(open).resolved(ids)) : refuse(operation, missing, "");
    }

    private Uni<Outcome> completeOne(BulkOperation operation) {
        var missing = missing(operation);
        return missing.isEmpty()
                ? work.complete(operation.resolved(ids), ids.getOrDefault(String.valueOf(operation.bulkId()), ""))
                : refuse(operation, missing, half(operation));
    }

    private String half(BulkOperation operation) {
        return " Without it the resource was made all the same, as " + ids.get(String.valueOf(operation.bulkId()))
                + ".";
    }

    private static Uni<Outcome> refuse(BulkOperation operation, Set<String> references, String more) {
        return Uni.createFrom().item(refused(operation, references, more));
    }

    private static Outcome refused(BulkOperation operation, Set<String> references, String more) {
        var error =
                new ScimError.Conflict("There is no resource for bulkId " + String.join(", ", references) + "." + more);
        return new Outcome(operation, error.status(), null, null, null, error.toJson());
    }
}
