package io.muster.workflows.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A person as the topics show him.
 *
 * @param user the SCIM user, with {@code groups} from the memberships; the last image of a deleted one
 * @param deleted whether he was deleted: a decision of somebody, unlike not being known
 * @param zone his own, else his site's, else the organization's
 * @param occurredAt business time of his last change
 * @param sinceChange real time since this service took in the last change of him or of his memberships
 */
public record Person(
        String id,
        ObjectNode user,
        boolean deleted,
        ZoneId zone,
        Employment employment,
        Instant occurredAt,
        Duration sinceChange) {
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    public Person {
        Objects.requireNonNull(id);
        Objects.requireNonNull(user);
    }

    public static Person of(
            String id, ObjectNode user, boolean deleted, ZoneId zone, Instant occurredAt, Duration sinceChange) {
        return new Person(id, user, deleted, zone, Employment.of(user, zone), occurredAt, sinceChange);
    }

    public Optional<String> managerId() {
        return text(user.path(ENTERPRISE).path("manager").path("value"));
    }

    public String userName() {
        return user.path("userName").asText("");
    }

    /** What mails call him: display name, else his name put together, else the user name. */
    public String displayName() {
        return text(user.path("displayName"))
                .or(() -> text(user.path("name").path("formatted")))
                .or(() -> {
                    var both = (user.path("name").path("givenName").asText("") + " "
                                    + user.path("name").path("familyName").asText(""))
                            .strip();
                    return both.isEmpty() ? Optional.empty() : Optional.of(both);
                })
                .orElseGet(this::userName);
    }

    public String givenName() {
        return text(user.path("name").path("givenName")).orElseGet(this::displayName);
    }

    /** His primary address, else the first that he has. */
    public Optional<String> mail() {
        @Nullable String first = null;
        for (JsonNode mail : user.path("emails")) {
            var address = text(mail.path("value"));
            if (address.isPresent() && mail.path("primary").asBoolean(false)) {
                return address;
            }
            if (first == null) {
                first = address.orElse(null);
            }
        }
        return Optional.ofNullable(first);
    }

    private static Optional<String> text(JsonNode value) {
        return value.isTextual() && !value.asText().isBlank() ? Optional.of(value.asText()) : Optional.empty();
    }
}
