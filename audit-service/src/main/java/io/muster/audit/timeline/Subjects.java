package io.muster.audit.timeline;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import io.muster.events.EventTypes;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * About whom or what the audit can be asked. That somebody asked is an entry, and its subject stands in the header, which anybody may read
 * under {@code /log}: so it must be an id, or a name that the services have put there themselves, never what somebody typed.
 */
@Singleton
public class Subjects {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    /** What is said because somebody asked: its subject is the one that was asked about. */
    private static final Set<String> ANSWERS =
            Set.of(EventTypes.AUDIT_READ, "io.muster.audit.erasure.requested", "io.muster.audit.erased");
    /** The subjects of questions that are about nobody in particular. */
    private static final Pattern QUESTIONS =
            Pattern.compile("audit-service/audit/(events|access|changes|exports|proofs/(inclusion|consistency))");

    private final Timeline timeline;

    @Inject
    Subjects(Timeline timeline) {
        this.timeline = timeline;
    }

    /** Whether it has the form that the services give the ids of people and groups, a UUID. */
    public static boolean isId(String subject) {
        return ID.matcher(subject).matches();
    }

    /** Throws a problem 400 unless it is an id, or some other subject of an event that the log has, such as {@code service/object}. */
    void check(String subject) {
        if (!isId(subject) && !QUESTIONS.matcher(subject).matches() && !isKnown(subject)) {
            throw new ProblemException(Problem.of(
                    400,
                    "invalid-subject",
                    "The subject is neither an id (a UUID) nor one of which the log has an event."));
        }
    }

    private boolean isKnown(String subject) {
        return timeline.rows(Timeline.EVENTS)
                        .find(Filters.and(Filters.eq("subject", subject), Filters.nin("type", ANSWERS)))
                        .projection(Projections.include("_id"))
                        .first()
                != null;
    }
}
