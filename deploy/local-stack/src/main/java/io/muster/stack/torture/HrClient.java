package io.muster.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.stack.demo.Http;
import io.muster.stack.demo.ScimPatch;
import io.muster.stack.demo.StepFailed;
import io.muster.stack.organization.Employee;
import io.muster.stack.organization.ScimUsers;
import io.muster.stack.organization.Site;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The HR system: writes people through SCIM and keeps its own list of what was acknowledged. A write without an answer is
 * looked for when the gateway answers again: then it is there as a whole or not at all.
 */
final class HrClient {
    private static final Site LYON = new Site("lyon", "Europe/Paris", "FR", "fr");
    private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(8);
    private static final String DEPARTMENT = ScimUsers.ENTERPRISE + ":department";

    private final Http http;
    private final String users;
    private final String token;
    private final LocalDate today;
    private final Map<String, Employed> people = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();

    HrClient(Http http, String users, String token, LocalDate today) {
        this.http = http;
        this.users = users;
        this.token = token;
        this.today = today;
    }

    List<Employed> people() {
        return List.copyOf(people.values());
    }

    /** Those with enabled accounts in both targets. */
    List<Employed> engineers() {
        return people.values().stream()
                .filter(person -> person.isDue("code-host"))
                .sorted((a, b) -> a.userName().compareTo(b.userName()))
                .toList();
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Writes whose connection broke, or that were answered with a failure of the server. */
    long unanswered() {
        return unanswered.get();
    }

    /** Hires an engineer. */
    Employed hire() throws IOException, InterruptedException {
        return hire(today.minusYears(1));
    }

    /** Hires an engineer for this day. */
    Employed hire(LocalDate day) throws IOException, InterruptedException {
        long number = numbers.incrementAndGet();
        var userName = "t%06d".formatted(number);
        var title = "Engineer " + number;
        var employee = new Employee(
                "T-%06d".formatted(number),
                userName,
                "Tess",
                "Torture-" + number,
                userName + "@kartapuce.example",
                title,
                Employed.ENGINEERING,
                "CC-T",
                LYON,
                "Employee",
                day,
                null,
                Employee.Status.ACTIVE,
                null);
        var body = ScimUsers.user(employee, null);
        var id = attempt("POST", users, body, 201)
                .map(answer -> answer.path("id").asText());
        while (id.isEmpty()) {
            id = find(userName);
            if (id.isEmpty()) { // nothing of it is there: hired again
                id = attempt("POST", users, body, 201)
                        .map(answer -> answer.path("id").asText());
            }
        }
        var person = new Employed(id.get(), userName, Employed.ENGINEERING, title, !day.isAfter(today));
        people.put(person.id(), person);
        return person;
    }

    private Optional<String> find(String userName) throws IOException, InterruptedException {
        var found = read(users + "?filter=" + Http.encoded("userName eq \"" + userName + "\""));
        return found.path("totalResults").asInt() == 0
                ? Optional.empty()
                : Optional.of(found.at("/Resources/0/id").asText());
    }

    /** Gives him a title that nobody ever had. */
    void retitle(Employed person) throws IOException, InterruptedException {
        write(person, List.of(new ScimPatch.Change("title", newTitle())));
    }

    /** Moves him, with a new title, in one request. */
    void move(Employed person, String department) throws IOException, InterruptedException {
        write(person, List.of(new ScimPatch.Change(DEPARTMENT, department), new ScimPatch.Change("title", newTitle())));
    }

    /** Sets him inactive. */
    void leave(Employed person) throws IOException, InterruptedException {
        write(person, List.of(new ScimPatch.Change("active", false)));
    }

    private String newTitle() {
        return "Title " + numbers.incrementAndGet();
    }

    private void write(Employed person, List<ScimPatch.Change> changes) throws IOException, InterruptedException {
        var url = users + "/" + person.id();
        var answer = attempt("PATCH", url, ScimPatch.replace(changes), 200);
        var now = answer.isPresent() ? answer.get() : read(url);
        person.active(now.path("active").asBoolean());
        person.moved(now.at("/" + ScimUsers.ENTERPRISE + "/department").asText());
        person.titled(now.path("title").asText());
        for (var change : changes) {
            if (change.path().equals("title")
                    && !change.value().equals(now.path("title").asText())) {
                if (answer.isPresent()) {
                    throw new StepFailed("acknowledged, but not in the answer: " + change + " in " + now);
                }
                person.notTitled(change.value().toString());
            }
        }
    }

    /** The body of an acknowledgement, or nothing where nobody knows what came of it. */
    private Optional<JsonNode> attempt(String method, String url, JsonNode body, int good)
            throws IOException, InterruptedException {
        Http.Answer answer;
        try {
            answer = http.send(method, url, token, body);
        } catch (IOException e) { // killed, stopped or away: that is what this is for
            unanswered.incrementAndGet();
            return Optional.empty();
        }
        if (answer.status() == good) {
            acknowledged.incrementAndGet();
            return Optional.of(answer.body());
        }
        if (answer.status() == 409 && method.equals("POST")) {
            return Optional.empty(); // our own, of an attempt without an answer
        }
        if (answer.status() < 500) {
            throw new StepFailed("refused: " + answer.exchange());
        }
        unanswered.incrementAndGet();
        return Optional.empty();
    }

    /** Reads until the gateway answers again. */
    private JsonNode read(String url) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            var last = "nothing";
            try {
                var answer = http.send("GET", url, token, null);
                if (answer.status() == 200) {
                    return answer.body();
                }
                last = answer.exchange();
            } catch (IOException e) {
                last = e.toString();
            }
            if (System.nanoTime() - start > LONGEST_ABSENCE.toNanos()) {
                throw new StepFailed("the gateway does not come back; its last answer: " + last);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
