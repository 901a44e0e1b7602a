package io.muster.workflows.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.events.Actor;
import io.muster.runtime.problem.ProblemException;
import io.muster.workflows.approval.Requests;
import io.muster.workflows.identity.Person;
import io.muster.workflows.notification.Letter;
import io.muster.workflows.notification.LetterWriter;
import io.muster.workflows.notification.MailStore;
import io.muster.workflows.policy.LifecycleWorkflow.Task;
import io.muster.workflows.workflow.Recipients.Circle;
import io.muster.workflows.workflow.RunWorker.Going;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the tasks of a workflow do. */
@ApplicationScoped
class Tasks {
    static final String IN_PROGRESS = "inProgress";
    static final String COMPLETED = "completed";
    static final String FAILED = "failed";

    /** What carrying a task on came to. */
    sealed interface Outcome {
        /** It goes on when its mails have been sent. */
        record Waiting() implements Outcome {}

        /** It is done; with the Message-IDs of its mails, or the request that it made. */
        record Completed(List<String> messageIds, List<String> requests) implements Outcome {
            public Completed {
                messageIds = List.copyOf(messageIds);
                requests = List.copyOf(requests);
            }
        }

        /** It cannot be done. */
        record Failed(String reason) implements Outcome {}
    }

    private final Recipients recipients;
    private final LetterWriter letters;
    private final MailStore mails;
    private final Requests requests;

    @Inject
    Tasks(Recipients recipients, LetterWriter letters, MailStore mails, Requests requests) {
        this.recipients = recipients;
        this.letters = letters;
        this.mails = mails;
        this.requests = requests;
    }

    Uni<Outcome> carryOn(SqlConnection tx, Going going, Task task, int number, boolean begun) {
        return switch (task.type()) {
            case SEND_WELCOME_EMAIL,
                    SEND_ONBOARDING_REMINDER_EMAIL,
                    SEND_MOVE_NOTIFICATION,
                    SEND_PRE_LEAVE_EMAIL,
                    SEND_LAST_DAY_EMAIL,
                    SEND_POST_LEAVE_EMAIL,
                    NOTIFY -> begun ? sent(tx, going, number) : post(tx, going, task, number);
            case REQUEST_ACCESS_PACKAGE -> request(tx, going, task);
            case CANCEL_PENDING_REQUESTS ->
                requests.cancelPending(tx, going.person().id(), going.workflow().name(), going.now())
                        .map(ids -> new Outcome.Completed(List.of(), ids));
        };
    }

    private Uni<Outcome> post(SqlConnection tx, Going going, Task task, int number) {
        return recipients
                .around(tx, going.policies(), going.person(), going.now())
                .chain(circle -> {
                    var addresses = circle.addresses(task.to());
                    if (addresses.isEmpty()) {
                        return Uni.createFrom()
                                .item(
                                        circle.mayBeEmpty(task.to())
                                                ? new Outcome.Completed(List.of(), List.of())
                                                : new Outcome.Failed(
                                                        "There is no address to write to, and the organization has no fallbackMail"));
                    }
                    var values = values(going, circle);
                    var posted = new ArrayList<Letter>();
                    for (var address : addresses) {
                        posted.add(letters.write(
                                Objects.requireNonNullElse(task.template(), ""),
                                task.subject(),
                                task.body(),
                                values,
                                address,
                                task.cc()));
                    }
                    return mails.post(tx, going.run().id(), number, posted).replaceWith(new Outcome.Waiting());
                });
    }

    private Uni<Outcome> sent(SqlConnection tx, Going going, int number) {
        return mails.of(tx, going.run().id(), number).map(posted -> {
            if (posted.stream().anyMatch(mail -> mail.state() == MailStore.State.SENDING)) {
                return new Outcome.Waiting();
            }
            var refused = posted.stream()
                    .filter(mail -> mail.state() == MailStore.State.FAILED)
                    .findFirst();
            return refused.isPresent()
                    ? new Outcome.Failed("A mail was refused: " + refused.get().failure())
                    : new Outcome.Completed(
                            posted.stream().map(MailStore.Mail::messageId).toList(), List.of());
        });
    }

    /** A request like any other: it goes through approval. What refuses it fails the task and changes nothing. */
    private Uni<Outcome> request(SqlConnection tx, Going going, Task task) {
        var asked = new Requests.Asked(
                going.person(),
                Objects.requireNonNull(task.accessPackage()),
                "Asked by workflow " + going.workflow().name(),
                null,
                "workflow:" + going.workflow().name(),
                Actor.policy(going.workflow().name()));
        return Uni.createFrom()
                .deferred(() ->
                        requests.ask(tx, going.policies(), asked, going.run().occasion(), going.now()))
                .<Outcome>map(id -> new Outcome.Completed(List.of(), List.of(id)))
                .onFailure(ProblemException.class)
                .recoverWithItem(refused -> new Outcome.Failed(String.valueOf(refused.getMessage())));
    }

    private static Map<String, String> values(Going going, Circle circle) {
        var person = going.person();
        var values = new HashMap<String, String>();
        values.put("userDisplayName", person.displayName());
        values.put("userGivenName", person.givenName());
        values.put("userSurname", person.user().path("name").path("familyName").asText(""));
        values.put("userPrincipalName", person.userName());
        values.put("employeeHireDate", text(person.employment().hireDate()));
        values.put("employeeLeaveDateTime", text(person.employment().endDate()));
        values.put(
                "managerDisplayName", circle.manager().map(Person::displayName).orElse(""));
        values.put("managerEmail", circle.manager().flatMap(Person::mail).orElse(""));
        values.put("changes", changes(going.run().changes()));
        return values;
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static String changes(JsonNode changes) {
        var lines = new ArrayList<String>();
        changes.forEach(change -> lines.add(name(change.path("path").asText()) + ": " + show(change.path("before"))
                + " -> " + show(change.path("after"))));
        return String.join("\n", lines);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf(':') + 1);
    }

    private static String show(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "(none)";
        }
        return value.isValueNode()
                ? value.asText()
                : value.path("displayName").asText(value.path("value").asText(value.toString()));
    }
}
