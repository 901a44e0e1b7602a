package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.stack.organization.ScimUsers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/** One run of the demo: the stack it looks at, the people it made, the times it measured. */
final class Run implements AutoCloseable {
    /** A reader of the audit's or the topics' facts of one person looks at so many people of the feed. */
    static final int SAMPLE = 25;

    private final DemoStack stack;
    private final JsonNode status;
    private final DemoSettings settings;
    private final InstantSource clock;
    private final Http http = new Http();
    private final CodeHost codeHost;
    private final Directory directory;
    private final Map<String, Person> people = new LinkedHashMap<>();
    private final Latencies latencies = new Latencies();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Map<String, Instant> ends = new HashMap<>();
    private final String id;
    private @Nullable Instant startedAt;
    private @Nullable Moment moment;
    private @Nullable Instant requestedAccessEndsAt;
    private @Nullable JsonNode chain;

    Run(DemoStack stack, DemoSettings settings, InstantSource clock) throws NamingException {
        this.stack = stack;
        this.status = stack.status();
        this.settings = settings;
        this.clock = clock;
        this.codeHost = new CodeHost(http, status.at("/targets/code-host"));
        this.directory = new Directory(status.at("/targets/directory"));
        this.id = "r" + Long.toString(clock.instant().getEpochSecond() % 60_466_176, 36);
    }

    /** Ends user names and begins employee numbers of this run. */
    String id() {
        return id;
    }

    DemoSettings settings() {
        return settings;
    }

    Instant now() {
        return clock.instant();
    }

    Http http() {
        return http;
    }

    CodeHost codeHost() {
        return codeHost;
    }

    Directory directory() {
        return directory;
    }

    Latencies latencies() {
        return latencies;
    }

    JsonNode status() {
        return status;
    }

    /** {@code http://127.0.0.1:8081} for {@code lifecycle-workflows}. */
    String url(String service) {
        var url = status.at("/services/" + service + "/url").asText();
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    String scim() {
        var url = url("scim-gateway");
        return url.endsWith("/scim/v2") ? url : url + "/scim/v2";
    }

    /** The token of HR's client. */
    String hr() {
        return status.at("/credentials/scim").asText();
    }

    String administrator() {
        return status.at("/credentials/admin").asText();
    }

    String auditor() {
        return status.at("/credentials/auditor").asText();
    }

    String muster(String... arguments) {
        return stack.muster(arguments);
    }

    String refused(String... arguments) {
        return stack.refused(arguments);
    }

    /** Whether this build has the service; a service that is down is there all the same. */
    boolean has(String service) {
        return status.path("services").has(service);
    }

    String tokenOf(String userId) {
        return stack.tokenOf(userId);
    }

    /** The business time of the stack, which the demo's dates are relative to. */
    Instant businessNow() throws IOException, InterruptedException {
        var clockNow = http.get(url("scim-gateway") + "/clock", administrator());
        return Instant.parse(clockNow.path("businessNow").asText());
    }

    /** Moves the business clock of all services forward to this instant, if it is not there yet: what is due by then happens. */
    void clockTo(Instant instant) throws IOException, InterruptedException {
        var ahead = Duration.between(businessNow(), instant);
        if (ahead.isPositive()) {
            muster("clock", "forward", ahead.toString());
        }
    }

    LocalDate today(ZoneId zone) throws IOException, InterruptedException {
        return LocalDate.ofInstant(businessNow(), zone);
    }

    void add(Person person) {
        people.put(person.id(), person);
    }

    List<Person> people() {
        return new ArrayList<>(people.values());
    }

    Person person(String userId) {
        return Objects.requireNonNull(people.get(userId), userId);
    }

    /** Notes when someone has left, in business time. */
    void ended(Person person, Instant businessTime) {
        ends.put(person.id(), businessTime);
    }

    /** When he has left, in business time. */
    Instant endOf(Person person) {
        return Objects.requireNonNull(ends.get(person.id()), person.id());
    }

    /** The person of this run whom the story calls by this given name. */
    Person called(String given) {
        var number = Somebody.number(this, given); // which stays when a name changes
        return people.values().stream()
                .filter(person -> person.user()
                        .path(ScimUsers.ENTERPRISE)
                        .path("employeeNumber")
                        .asText()
                        .equals(number))
                .findFirst()
                .orElseThrow(() -> new StepFailed("there is no " + given + " in this run"));
    }

    boolean isOurs(String userId) {
        return people.containsKey(userId);
    }

    /** HR changes someone: the call, and what he is by it. */
    Person change(Person person, List<ScimPatch.Change> changes) throws IOException, InterruptedException {
        var sentAt = now();
        var user = http.send("PATCH", scim() + "/Users/" + person.id(), hr(), ScimPatch.replace(changes))
                .expect(200);
        var changed = new Person(person.id(), (ObjectNode) user, sentAt);
        add(changed);
        return changed;
    }

    /** What happens from now on is this run's time. */
    void begin() throws IOException, InterruptedException {
        startedAt = businessNow().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Business time. */
    Instant startedAt() {
        return Objects.requireNonNull(startedAt, "the run has not begun");
    }

    void remember(Moment seen) {
        moment = seen;
    }

    /** The earlier instant that was remembered. */
    Moment moment() {
        return Objects.requireNonNull(moment, "no moment was remembered");
    }

    void requestedAccessEndsAt(Instant at) {
        requestedAccessEndsAt = at;
    }

    /** Business time at which what Alice asked for ends by itself. */
    Instant requestedAccessEndsAt() {
        return Objects.requireNonNull(requestedAccessEndsAt, "nothing was asked for");
    }

    void chain(JsonNode answer) {
        chain = answer;
    }

    /** The audit's answer about Alice, once it was asked. */
    Optional<JsonNode> chain() {
        return Optional.ofNullable(chain);
    }

    /** Every nth person of the feed, the same in all steps. */
    List<Person> sample() {
        var all = people();
        int stride = Math.max(1, all.size() / SAMPLE);
        var sample = new ArrayList<Person>();
        for (int i = 0; i < all.size(); i += stride) {
            sample.add(all.get(i));
        }
        return sample;
    }

    /** HR creates one person. */
    Person hire(ObjectNode user) throws IOException, InterruptedException {
        var sentAt = now();
        var created = http.send("POST", scim() + "/Users", hr(), user)
                .expect(201)
                .path("id")
                .asText();
        var person = new Person(created, user, sentAt);
        add(person);
        return person;
    }

    /** A line for the table at the end. */
    void fact(String name, String value) {
        facts.put(name, value);
    }

    Map<String, String> facts() {
        return new LinkedHashMap<>(facts);
    }

    Path policies() {
        return settings.organization().resolve("policies");
    }

    @Override
    public void close() throws NamingException {
        directory.close();
        codeHost.close();
        http.close();
    }
}
