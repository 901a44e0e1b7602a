package io.muster.workflows.grant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.workflows.identity.Employment;
import io.muster.workflows.identity.Person;
import io.muster.workflows.policy.PolicyFile;
import io.muster.workflows.policy.PolicyReader;
import io.muster.workflows.policy.PolicyReader.Result;
import io.muster.workflows.policy.PolicySet;
import io.muster.workflows.policy.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The policies of the sample organization, as everybody meets them first. */
class SampleOrganizationTest {
    private static final Path POLICIES = Path.of("../deploy/sample-organization/policies");
    private static final Instant NOON = Instant.parse("2026-11-24T11:00:00Z");

    private final PolicySet policies = policies();

    @Test
    void who_has_no_employment_record_is_not_suspended_by_the_contracts_condition() {
        assertThat(codeHost(engineer())).isEqualTo(GrantStatus.ACTIVE);
        assertThat(codeHost(engineer("active"))).isEqualTo(GrantStatus.ACTIVE);
    }

    @Test
    void who_is_on_leave_is_suspended_and_who_is_terminated_has_ended() {
        assertThat(codeHost(engineer("leave"))).isEqualTo(GrantStatus.DISABLED);
        assertThat(codeHost(engineer("terminated"))).isEqualTo(GrantStatus.DISABLED);
    }

    /** What somebody gets in the code host who had it as an active engineer before. */
    private GrantStatus codeHost(ObjectNode user) {
        var before = decide(engineer("active"), Map.of()).grant("a", null, NOON);
        return decide(user, Map.of("code-host", before)).status();
    }

    private Desired decide(ObjectNode user, Map<String, Grant> held) {
        var person = Person.of("a", user, false, policies.zoneOf(user), NOON.minusSeconds(7200), Duration.ofHours(1));
        var situation = Situation.of(policies, person, List.of(), held, NOON, NOON.minusSeconds(60), null);
        return Objects.requireNonNull(AccessRules.decide(situation).desired().get("code-host"));
    }

    private static ObjectNode engineer(String status) {
        var user = engineer();
        user.putObject(Employment.EXTENSION).put("status", status).put("hireDate", "2020-01-01");
        return user;
    }

    private static ObjectNode engineer() {
        var user = JsonNodeFactory.instance.objectNode();
        user.put("userName", "alice").put("active", true);
        user.putObject("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")
                .put("department", "Engineering");
        return user;
    }

    private static PolicySet policies() {
        try (var files = Files.list(POLICIES)) {
            var read = files.sorted()
                    .map(file -> new PolicyFile(String.valueOf(file.getFileName()), text(file)))
                    .toList();
            if (new PolicyReader().read(read, Vocabulary.BUILT_IN) instanceof Result.Valid valid) {
                return valid.directory().set(1, Map.of());
            }
            throw new AssertionError("the sample policies are not valid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
