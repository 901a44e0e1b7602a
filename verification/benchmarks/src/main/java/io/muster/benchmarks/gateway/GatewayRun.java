package io.muster.benchmarks.gateway;

import io.muster.benchmarks.Times;
import io.muster.benchmarks.gateway.Figure.Goal;
import io.muster.benchmarks.gateway.Figure.Measure;
import io.muster.benchmarks.gateway.Figure.Unit;
import io.muster.stack.local.ManagedProcess;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The measurement from the first request to the last figure. */
final class GatewayRun {
    /** Numbers of people: those who are filled in begin at 1, those who come by HTTP here, those of the ceiling there. */
    private static final long BY_HTTP = 1_000_000_000L;

    private static final long OF_CEILING = 5_000_000_000L;
    private static final long CEILING_ROUND = 100_000_000L;

    private final Settings settings;
    private final Gateway gateway;
    private final ManagedProcess gatewayProcess;
    private final ManagedProcess endpoint;
    private final Store store;
    private final People people;
    private final Processors processors;
    private final Consumer<String> progress;
    private final AtomicLong byHttp = new AtomicLong(BY_HTTP);
    private final List<Figure> figures = new ArrayList<>();
    private final Map<String, Turns> turns = new LinkedHashMap<>();
    private final Map<String, Map<String, Double>> shares = new LinkedHashMap<>();

    /** What is measured: the gateway with its process, the endpoint that is its reads' ceiling, and the store of both. */
    record Subjects(
            Gateway gateway,
            ManagedProcess gatewayProcess,
            ManagedProcess endpoint,
            Store store,
            Processors processors) {}

    GatewayRun(Settings settings, Subjects subjects, People people, Consumer<String> progress) {
        this.settings = settings;
        this.gateway = subjects.gateway;
        this.gatewayProcess = subjects.gatewayProcess;
        this.endpoint = subjects.endpoint;
        this.store = subjects.store;
        this.processors = subjects.processors;
        this.people = people;
        this.progress = progress;
    }

    /**
     * What was seen.
     *
     * @param turns the rates of each round, by the figure's key
     * @param shares of the machine's processors while the gateway was under load, by the figure's key
     */
    record Seen(List<Figure> figures, Map<String, Turns> turns, Map<String, Map<String, Double>> shares) {
        boolean reached() {
            return figures.stream().allMatch(Figure::reached);
        }
    }

    /** Makes one person for each sample; the ids in the order of the samples. */
    List<String> createSamples() throws IOException {
        var ids = new ArrayList<String>();
        for (int i = 0; i < people.samples(); i++) {
            ids.add(gateway.ask(gateway.create(people.sample(i))).path("id").asText());
        }
        return ids;
    }

    Seen run(Inserts inserts) throws Exception {
        say("Filling in %,d people", settings.few());
        store.fillUpTo(settings.few());
        gateway.demandReadsRight(store.id(settings.few()), people.userName(settings.few()));
        warmUp();
        reads();
        var few = byNameTimes();
        var endpointFew = endpointTimes();
        creates(inserts);
        say("Filling in %,d people", settings.many());
        store.fillUpTo(settings.many());
        gateway.demandReadsRight(store.id(settings.many()), people.userName(settings.many()));
        againstMany(few, endpointFew);
        new Groups(settings, gateway, store, progress).measure().forEach(figures::add);
        new Pages(settings, gateway, progress).measure().forEach(figures::add);
        figures.add(new Totals(gateway, store, progress).measure());
        memory();
        return new Seen(List.copyOf(figures), turns, shares);
    }

    private void warmUp() throws Exception {
        if (settings.warmUp().isZero()) {
            return;
        }
        say(
                "Warm-up: %d s of each kind of request, not counted",
                settings.warmUp().toSeconds());
        for (var work : List.<Load.Work>of(this::create, this::read, this::byName)) {
            Load.run(gateway.origin(), settings.connections(), settings.warmUp(), work);
        }
        Load.run(endpointOrigin(), settings.connections(), settings.warmUp(), this::readRow);
        forgetThoseByHttp();
    }

    /** As many people as there were: those who came by HTTP are taken out again. */
    private void forgetThoseByHttp() throws Exception {
        store.awaitOutboxEmpty();
        store.execute("delete from resource where created > (select max(created) from bench_sample)");
        store.settle();
    }

    private Request create() {
        return gateway.create(people.body(byHttp.getAndIncrement()));
    }

    private Request read() {
        return gateway.read(store.id(anybody()));
    }

    private Request byName() {
        return gateway.byName(people.userName(anybody()));
    }

    private Request readRow() {
        return new Request("GET", "/rows/" + store.id(anybody()), "", "", 200);
    }

    private long anybody() {
        return ThreadLocalRandom.current().nextLong(1, store.filled() + 1L);
    }

    private URI endpointOrigin() {
        return URI.create(endpoint.url());
    }

    private void reads() throws Exception {
        var rows = new ArrayList<Double>();
        var reads = new ArrayList<Double>();
        var names = new ArrayList<Double>();
        for (int round = 1; round <= settings.rounds(); round++) {
            say(
                    "Reads, round %d of %d: 3 × %d s",
                    round, settings.rounds(), settings.round().toSeconds());
            rows.add(rate("rows", endpointOrigin(), this::readRow));
            reads.add(rate("get", gateway.origin(), this::read));
            names.add(rate("user-name-eq", gateway.origin(), this::byName));
        }
        againstRows("get", "GET by id", new Turns(rows, reads));
        againstRows("user-name-eq", "`userName eq`", new Turns(rows, names));
    }

    private void againstRows(String key, String title, Turns rates) {
        rates(
                key,
                title + ", %d connections".formatted(settings.connections()),
                "an endpoint that reads one row",
                rates);
    }

    private void rates(String key, String title, String ceiling, Turns rates) {
        turns.put(key, rates);
        figures.add(new Figure(
                key,
                title,
                new Measure("the gateway", rates.gatewayMedian(), Unit.PER_SECOND),
                new Measure(ceiling, rates.ceilingMedian(), Unit.PER_SECOND),
                Optional.of(Goal.shareAtLeast(0.6))));
        say(
                "  %s: %s of %s",
                title, Unit.PER_SECOND.text(rates.gatewayMedian()), Unit.PER_SECOND.text(rates.ceilingMedian()));
    }

    private double rate(String key, URI origin, Load.Work work) throws IOException, InterruptedException {
        var before = processors.now();
        var seen = Load.run(origin, settings.connections(), settings.round(), work);
        shares.put(key, Processors.shares(before, processors.now(), seen));
        return seen.perSecond();
    }

    private void creates(Inserts inserts) throws Exception {
        store.execute(
                "insert into ceiling.resource (" + Store.COLUMNS + ") select " + Store.COLUMNS + " from resource");
        store.execute("vacuum (analyze) ceiling.resource");
        var ceiling = new ArrayList<Double>();
        var creates = new ArrayList<Double>();
        for (int round = 1; round <= settings.rounds(); round++) {
            say(
                    "Creates, round %d of %d: 2 × %d s",
                    round, settings.rounds(), settings.round().toSeconds());
            ceiling.add(
                    inserts.perSecond(settings.connections(), settings.round(), OF_CEILING + round * CEILING_ROUND));
            creates.add(rate("creates", gateway.origin(), this::create));
            store.awaitOutboxEmpty();
        }
        rates(
                "creates",
                "Creates, %d connections".formatted(settings.connections()),
                inserts.name(),
                new Turns(ceiling, creates));
        store.execute("drop schema ceiling cascade");
        forgetThoseByHttp();
    }

    private Times byNameTimes() throws Exception {
        say("`userName eq`, %,d times, one after the other, of %,d people", settings.samples(), store.filled());
        return Load.oneByOne(gateway.origin(), settings.samples(), this::byName).times();
    }

    private Times endpointTimes() throws Exception {
        say("The endpoint the same");
        return Load.oneByOne(endpointOrigin(), settings.samples(), this::readRow)
                .times();
    }

    private void againstMany(Times few, Times endpointFew) throws Exception {
        var many = byNameTimes();
        var endpointMany = endpointTimes();
        add("user-name-eq-p99", "`userName eq` p99", few, many, 99, Optional.of(Goal.timesAtMost(2)));
        add("user-name-eq-p50", "`userName eq` p50", few, many, 50, Optional.empty());
        add("row-p99", "the endpoint that reads one row, p99", endpointFew, endpointMany, 99, Optional.empty());
    }

    private void add(String key, String title, Times few, Times many, int percent, Optional<Goal> goal) {
        figures.add(compared(
                key,
                title,
                "%,d people".formatted(settings.many()),
                many.percentile(percent),
                "%,d people".formatted(settings.few()),
                few.percentile(percent),
                goal));
    }

    /** A time beside another one. */
    static Figure compared(
            String key, String title, String of, Duration time, String besideOf, Duration beside, Optional<Goal> goal) {
        return new Figure(
                key,
                title,
                new Measure(of, time.toNanos() / 1e6, Unit.MILLISECONDS),
                new Measure(besideOf, beside.toNanos() / 1e6, Unit.MILLISECONDS),
                goal);
    }

    private void memory() throws IOException {
        figures.add(new Figure(
                "memory",
                "Most resident memory",
                new Measure("the gateway", Memory.peakMegabytes(gatewayProcess.pid()), Unit.MEGABYTES),
                new Measure("an endpoint that reads one row", Memory.peakMegabytes(endpoint.pid()), Unit.MEGABYTES),
                Optional.of(Goal.atMost(400))));
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be this module's only use of another jar
    private void say(String format, Object... values) {
        progress.accept(format.formatted(values));
    }
}
