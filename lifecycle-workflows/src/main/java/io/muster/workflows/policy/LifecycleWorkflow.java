package io.muster.workflows.policy;

import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tasks that run for a person when a date comes or something about him changes. {@code scope} null: for everybody. */
public record LifecycleWorkflow(
        String name,
        Category category,
        boolean enabled,
        boolean backfill,
        Trigger trigger,
        @Nullable Scope scope,
        List<Task> tasks)
        implements PolicyDocument {
    public LifecycleWorkflow {
        tasks = List.copyOf(tasks);
    }

    /** The part of a person's life that it belongs to; leavers run first. */
    public enum Category {
        JOINER,
        MOVER,
        LEAVER
    }

    /** What starts a run. */
    public sealed interface Trigger {
        /** A date of the person, so many days later (negative: before), at a time of day in his zone. */
        record TimeBased(DateAttribute attribute, int offsetInDays, LocalTime at) implements Trigger {}

        /** One of the attributes changed; a path stands for what lies under it. */
        record AttributeChange(List<String> attributes) implements Trigger {
            public AttributeChange {
                attributes = List.copyOf(attributes);
            }
        }

        /** He became a member or ceased to be one, of the group of this name or id (null: of any). */
        record GroupMembershipChange(
                boolean added, @Nullable String group) implements Trigger {}

        /** Somebody starts it by hand. */
        record OnDemand() implements Trigger {}
    }

    /** The dates that a run can be counted from. */
    public enum DateAttribute {
        HIRE_DATE("hireDate"),
        END_DATE("endDate"),
        CREATED("created");

        private final String text;

        DateAttribute(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** To whom a mail goes. */
    public enum Recipient {
        PERSON,
        MANAGER,
        TEAM
    }

    /** What a task does. */
    public enum TaskType {
        SEND_WELCOME_EMAIL("sendWelcomeEmail", "welcome", Recipient.PERSON),
        SEND_ONBOARDING_REMINDER_EMAIL("sendOnboardingReminderEmail", "onboarding-reminder", Recipient.MANAGER),
        SEND_MOVE_NOTIFICATION("sendMoveNotification", "move", Recipient.MANAGER),
        SEND_PRE_LEAVE_EMAIL("sendPreLeaveEmail", "pre-leave", Recipient.MANAGER),
        SEND_LAST_DAY_EMAIL("sendLastDayEmail", "last-day", Recipient.MANAGER),
        SEND_POST_LEAVE_EMAIL("sendPostLeaveEmail", "post-leave", Recipient.MANAGER),
        NOTIFY("notify", "notice", Recipient.PERSON),
        REQUEST_ACCESS_PACKAGE("requestAccessPackage", null, null),
        CANCEL_PENDING_REQUESTS("cancelPendingRequests", null, null);

        /** The mail templates there are. */
        public static final Set<String> TEMPLATES = Set.of(
                "welcome",
                "onboarding-reminder",
                "move",
                "pre-leave",
                "last-day",
                "post-leave",
                "new-colleague",
                "notice");

        private final String text;
        private final @Nullable String template;
        private final @Nullable Recipient recipient;

        TaskType(String text, @Nullable String template, @Nullable Recipient recipient) {
            this.text = text;
            this.template = template;
            this.recipient = recipient;
        }

        public String text() {
            return text;
        }

        /** Whether the task sends mail. */
        public boolean mails() {
            return template != null;
        }

        public @Nullable String template() {
            return template;
        }

        public @Nullable Recipient recipient() {
            return recipient;
        }
    }

    /**
     * One step of a run.
     *
     * @param continueOnError whether the run goes on when this step fails
     * @param to recipients of a mail; empty for the other types
     * @param subject replaces the template's subject; may hold placeholders such as {@code {userDisplayName}}
     * @param body replaces the template's text
     */
    public record Task(
            TaskType type,
            boolean continueOnError,
            List<Recipient> to,
            @Nullable String template,
            List<String> cc,
            @Nullable String subject,
            @Nullable String body,
            @Nullable String accessPackage) {
        public Task {
            to = List.copyOf(to);
            cc = List.copyOf(cc);
        }
    }
}
