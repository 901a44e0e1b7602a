package io.muster.workflows.policy;

import io.muster.scim.error.ScimError;
import io.muster.scim.schema.AttributePath;
import io.muster.workflows.policy.LifecycleWorkflow.DateAttribute;
import io.muster.workflows.policy.LifecycleWorkflow.Recipient;
import io.muster.workflows.policy.LifecycleWorkflow.Task;
import io.muster.workflows.policy.LifecycleWorkflow.TaskType;
import io.muster.workflows.policy.LifecycleWorkflow.Trigger;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** Reads lifecycle workflows. */
final class WorkflowReader {
    private WorkflowReader() {}

    static LifecycleWorkflow read(String name, Fields spec) {
        return new LifecycleWorkflow(
                name,
                DocumentReader.category(spec.text("category")),
                spec.bool("enabled", true),
                spec.bool("backfill", false),
                trigger(spec.in("trigger")),
                spec.scopeOrNull("scope"),
                spec
                        .each(
                                "tasks",
                                task -> task.bool("enabled", true) ? Stream.of(task(task)) : Stream.<Task>empty())
                        .stream()
                        .flatMap(tasks -> tasks)
                        .toList());
    }

    private static Trigger trigger(Fields trigger) {
        if (trigger.has("timeBased")) {
            var time = trigger.in("timeBased");
            return new Trigger.TimeBased(
                    Arrays.stream(DateAttribute.values())
                            .filter(a -> a.text().equals(time.text("attribute")))
                            .findFirst()
                            .orElseThrow(),
                    time.number("offsetInDays", 0),
                    time.has("at") ? LocalTime.parse(time.text("at")) : LocalTime.MIDNIGHT);
        }
        if (trigger.has("attributeChange")) {
            return attributeChange(trigger.in("attributeChange"));
        }
        if (trigger.has("groupMembershipChange")) {
            var change = trigger.in("groupMembershipChange");
            return new Trigger.GroupMembershipChange(change.text("change").equals("added"), change.textOrNull("group"));
        }
        return new Trigger.OnDemand();
    }

    /** Paths are kept as the schema prints them, which is how events name changes. */
    private static Trigger attributeChange(Fields change) {
        var words = change.words();
        var paths = change.in("attributes").exists()
                ? change.texts("attributes").stream()
                        .map(text -> {
                            try {
                                var path = words.user().resolve(AttributePath.parse(text));
                                if (path.isPresent()) {
                                    return path.get().toString();
                                }
                            } catch (ScimError.Refused e) {
                                // The message below says the same for both.
                            }
                            if (words.isStrict()) {
                                change.problem("attributes", "\"" + text + "\" is not an attribute of a user");
                            }
                            return text;
                        })
                        .toList()
                : List.<String>of();
        return new Trigger.AttributeChange(paths);
    }

    private static Task task(Fields task) {
        var type = Arrays.stream(TaskType.values())
                .filter(t -> t.text().equals(task.text("type")))
                .findFirst()
                .orElseThrow();
        var arguments = task.in("arguments");
        check(type, task, arguments);
        return new Task(
                type,
                task.bool("continueOnError", false),
                recipients(type, arguments),
                Objects.requireNonNullElse(
                        arguments.textOrNull("template"), Objects.requireNonNullElse(type.template(), "")),
                arguments.texts("cc"),
                arguments.textOrNull("customSubject"),
                arguments.textOrNull("customBody"),
                arguments.textOrNull("accessPackage"));
    }

    private static List<Recipient> recipients(TaskType type, Fields arguments) {
        if (arguments.has("to")) {
            return arguments.texts("to").stream()
                    .map(to -> Recipient.valueOf(to.toUpperCase(Locale.ROOT)))
                    .toList();
        }
        var usual = type.recipient();
        return usual == null ? List.of() : List.of(usual);
    }

    private static void check(TaskType type, Fields task, Fields arguments) {
        if (type.mails()) {
            if (arguments.has("accessPackage")) {
                arguments.problem("accessPackage", "is no argument of " + type.text());
            }
            if (arguments.has("template") && !TaskType.TEMPLATES.contains(arguments.text("template"))) {
                arguments.problem(
                        "template",
                        "is no mail template",
                        TaskType.TEMPLATES.stream().sorted().toList());
            }
            if (type == TaskType.NOTIFY && !arguments.has("template") && !arguments.has("customBody")) {
                task.problem("arguments", "notify needs a template or a customBody");
            }
            return;
        }
        for (var mail : List.of("to", "template", "cc", "customSubject", "customBody")) {
            if (arguments.has(mail)) {
                arguments.problem(mail, "is no argument of " + type.text());
            }
        }
        if (type == TaskType.REQUEST_ACCESS_PACKAGE && !arguments.has("accessPackage")) {
            task.problem("arguments", "requestAccessPackage needs accessPackage");
        }
        if (type == TaskType.CANCEL_PENDING_REQUESTS && arguments.has("accessPackage")) {
            arguments.problem("accessPackage", "is no argument of " + type.text());
        }
    }
}
