package io.muster.workflows.grant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Cause;
import io.muster.workflows.identity.Employment;
import io.muster.workflows.identity.Person;
import io.muster.workflows.policy.PolicyFile;
import io.muster.workflows.policy.PolicyReader;
import io.muster.workflows.policy.PolicyReader.Result;
import io.muster.workflows.policy.PolicySet;
import io.muster.workflows.policy.Vocabulary;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AccessRulesTest {
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private static final Instant NOON = Instant.parse("2026-11-24T11:00:00Z");
    private static final Duration LONG_AGO = Duration.ofHours(1);
    private static final Duration JUST_NOW = Duration.ofSeconds(1);
    private static final PolicySet POLICIES = policies("""
            kind: Organization
            metadata: {name: o}
            spec:
              timeZone: Europe/Paris
              defaults:
                settle: PT5S
                leaver: {disable: at-end, delete: P30D}
                conditionalAccess:
                  - {name: contract-valid, when: 'urn:muster:params:scim:schemas:extension:employment:1.0:User:status eq "active"', otherwise: suspend}
            ---
            kind: Application
            metadata: {name: code-host}
            spec:
              entitlements: [{name: developer}, {name: reviewer}]
              birthright:
                - {name: engineers, scope: 'department eq "Engineering"', entitlements: [developer], startsAt: hireDate}
                - {name: leads, scope: 'title eq "Lead"', entitlements: [developer, reviewer]}
            ---
            kind: Application
            metadata: {name: crm}
            spec: {birthright: [{name: sales, scope: 'department eq "Sales"'}], leaver: {delete: P90D}}
            ---
            kind: Application
            metadata: {name: erp}
            spec: {entitlements: [{name: create}, {name: approve}]}
            ---
            kind: SeparationOfDuties
            metadata: {name: four-eyes}
            spec: {incompatible: [[{application: erp, entitlement: create}], [{application: erp, entitlement: approve}]]}
            """);

    @Test
    void an_engineer_has_the_code_host_and_not_the_crm() {
        var access = decide(alice("Engineering"), Map.of());
        assertThat(access.get("code-host").status()).isEqualTo(GrantStatus.ACTIVE);
        assertThat(access.get("code-host").entitlements()).containsExactly("developer");
        assertThat(access.get("code-host").why().reason().text())
                .isEqualTo("department is Engineering (rule engineers)");
        assertThat(access.get("crm").status()).isEqualTo(GrantStatus.ABSENT);
    }

    @Test
    void before_the_first_day_there_is_nothing_and_it_is_looked_at_again_when_the_day_comes_in_the_persons_zone() {
        var alice = alice("Engineering");
        employment(alice).put("hireDate", "2026-11-25");
        alice.put("timezone", "Asia/Kolkata");
        var before = decide(alice, Map.of()).get("code-host");
        assertThat(before.status()).isEqualTo(GrantStatus.ABSENT);
        assertThat(before.looks()).extracting(t -> t.firesAt()).containsExactly(Instant.parse("2026-11-24T18:30:00Z"));
        var firstDay = wants(Situation.of(
                        POLICIES,
                        person(alice, LONG_AGO),
                        List.of(),
                        Map.of(),
                        Instant.parse("2026-11-24T18:30:00Z"),
                        NOON,
                        null))
                .get("code-host");
        assertThat(firstDay.status()).isEqualTo(GrantStatus.ACTIVE);
        assertThat(firstDay.why().cause()).isEqualTo(Cause.TIMER);
    }

    @Test
    void a_mover_keeps_what_he_loses_by_rule_until_he_has_settled_and_has_the_new_at_once() {
        var held = held(decide(alice("Engineering"), Map.of()));
        var moving = decide(alice("Sales"), held, JUST_NOW);
        assertThat(moving.get("code-host").differsFrom(held.get("code-host"))).isFalse();
        assertThat(moving.get("code-host").looks()).extracting(t -> t.firesAt()).containsExactly(NOON.plusSeconds(4));
        assertThat(moving.get("crm").status()).isEqualTo(GrantStatus.ACTIVE);
        var moved = decide(alice("Sales"), held, LONG_AGO);
        assertThat(moved.get("code-host").status()).isEqualTo(GrantStatus.ABSENT);
        assertThat(moved.get("code-host").why().byRule()).isTrue();
    }

    @Test
    void two_reasons_are_kept_apart_and_losing_one_takes_only_what_it_alone_gave() {
        var lead = alice("Engineering").put("title", "Lead");
        var held = held(decide(lead, Map.of()));
        assertThat(Objects.requireNonNull(held.get("code-host")).reasons()).hasSize(2);
        var after = decide(alice("Engineering"), held).get("code-host");
        assertThat(after.status()).isEqualTo(GrantStatus.ACTIVE);
        assertThat(after.entitlements()).containsExactly("developer");
    }

    @Test
    void somebody_set_inactive_is_disabled_at_once_and_gone_when_the_retention_ends() {
        var held = held(decide(alice("Engineering"), Map.of()));
        var leaver = alice("Engineering").put("active", false);
        var disabled = decide(leaver, held, JUST_NOW).get("code-host");
        assertThat(disabled.status()).isEqualTo(GrantStatus.DISABLED);
        assertThat(disabled.entitlements()).containsExactly("developer");
        assertThat(disabled.looks())
                .extracting(t -> t.firesAt())
                .containsExactly(Instant.parse("2026-12-24T09:00:00Z"));
        var later = Situation.of(
                POLICIES,
                person(leaver, LONG_AGO),
                List.of(),
                held,
                Instant.parse("2026-12-24T09:00:00Z"),
                NOON,
                NOON.minusSeconds(7200));
        assertThat(wants(later).get("code-host").status()).isEqualTo(GrantStatus.ABSENT);
    }

    @Test
    void the_last_working_day_is_worked_and_retention_counts_from_its_end() {
        var held = held(decide(alice("Engineering"), Map.of()));
        var leaving = alice("Engineering");
        employment(leaving).put("endDate", "2026-11-24");
        assertThat(decide(leaving, held).get("code-host").status()).isEqualTo(GrantStatus.ACTIVE);
        var midnight = Instant.parse("2026-11-24T23:00:00Z");
        var ended = Situation.of(POLICIES, person(leaving, LONG_AGO), List.of(), held, midnight, NOON, null);
        assertThat(ended.endedAt()).isEqualTo(midnight);
        var desired = wants(ended).get("code-host");
        assertThat(desired.status()).isEqualTo(GrantStatus.DISABLED);
        assertThat(desired.why().cause()).isEqualTo(Cause.TIMER);
        assertThat(desired.looks()).extracting(t -> t.firesAt()).containsExactly(Instant.parse("2026-12-24T23:00:00Z"));
    }

    @Test
    void a_condition_suspends_at_once_and_lifts_by_itself() {
        var held = held(decide(alice("Engineering"), Map.of()));
        var onLeave = alice("Engineering");
        employment(onLeave).put("status", "leave");
        var suspended = decide(onLeave, held, JUST_NOW);
        assertThat(suspended.get("code-host").status()).isEqualTo(GrantStatus.DISABLED);
        assertThat(suspended.get("code-host").why().reason().text()).contains("contract-valid");
        var back = decide(alice("Engineering"), held(suspended), JUST_NOW).get("code-host");
        assertThat(back.status()).isEqualTo(GrantStatus.ACTIVE);
        assertThat(GrantTypes.type(
                        held(suspended).get("code-host"),
                        back.grant("a", held(suspended).get("code-host"), NOON)))
                .isEqualTo("io.muster.access.grant.resumed");
    }

    @Test
    void a_rehire_into_another_department_never_enables_the_old_account() {
        var held =
                held(decide(alice("Engineering").put("active", false), held(decide(alice("Engineering"), Map.of()))));
        var unsettled = decide(alice("Sales"), held, JUST_NOW);
        assertThat(unsettled.get("code-host").status()).isEqualTo(GrantStatus.DISABLED);
        assertThat(decide(alice("Sales"), held, LONG_AGO).get("code-host").status())
                .isEqualTo(GrantStatus.ABSENT);
    }

    @Test
    void a_held_limit_keeps_losses_by_rule_and_suspensions_but_not_leavers() {
        var held = held(decide(alice("Engineering"), Map.of()));
        var moved = situation(alice("Sales"), held, LONG_AGO).holding();
        var kept = wants(moved);
        assertThat(kept.get("code-host").status()).isEqualTo(GrantStatus.ACTIVE);
        assertThat(kept.access().held()).containsExactly("code-host");
        var leaver = situation(alice("Engineering").put("active", false), held, LONG_AGO)
                .holding();
        assertThat(wants(leaver).get("code-host").status()).isEqualTo(GrantStatus.DISABLED);
    }

    @Test
    void a_separation_of_duties_blocks_what_is_new_and_reports_what_is_held() {
        var create = new Assignment("r1", "a", "creator", 1, Map.of("erp", List.of("create")), null, "m");
        var approve = new Assignment("r2", "a", "approver", 1, Map.of("erp", List.of("approve")), null, "m");
        var first = wants(
                Situation.of(POLICIES, person(alice("Sales"), LONG_AGO), List.of(create), Map.of(), NOON, null, null));
        var held = held(first);
        var both = wants(Situation.of(
                POLICIES, person(alice("Sales"), LONG_AGO), List.of(create, approve), held, NOON, null, null));
        assertThat(both.get("erp").entitlements()).containsExactly("create");
        assertThat(both.access().violations())
                .singleElement()
                .satisfies(v -> assertThat(v.blocked()).containsExactly("erp:approve"));
    }

    @Test
    void access_by_request_ends_with_it_and_says_when() {
        var until = NOON.plus(Duration.ofDays(30));
        var request = new Assignment("r1", "a", "creator", 1, Map.of("erp", List.of("create")), until, "m");
        var situation =
                Situation.of(POLICIES, person(alice("Sales"), LONG_AGO), List.of(request), Map.of(), NOON, null, null);
        var desired = wants(situation);
        assertThat(desired.get("erp").validTo()).isEqualTo(until);
        assertThat(desired.get("erp").why().actor().id()).isEqualTo("m");
        var ended = decide(alice("Sales"), held(desired), JUST_NOW).get("erp");
        assertThat(ended.status()).isEqualTo(GrantStatus.ABSENT);
        assertThat(ended.why().cause()).isEqualTo(Cause.TIMER);
    }

    @Test
    void somebody_deleted_loses_all_at_once() {
        var held = held(decide(alice("Engineering"), Map.of()));
        var deleted = Person.of(
                "a", alice("Engineering"), true, POLICIES.organization().zone(), NOON, JUST_NOW);
        var access = wants(Situation.of(POLICIES, deleted, List.of(), held, NOON, NOON, null));
        assertThat(access.get("code-host").status()).isEqualTo(GrantStatus.ABSENT);
    }

    @Test
    void another_version_of_a_document_alone_is_no_change() {
        var held = held(decide(alice("Engineering"), Map.of()));
        assertThat(decide(alice("Engineering"), held).get("code-host").differsFrom(held.get("code-host")))
                .isFalse();
    }

    /** What was decided, by application; asking for one that was not decided is an error of the test. */
    private record Wants(AccessRules.Access access) {
        Desired get(String application) {
            return Objects.requireNonNull(access.desired().get(application), application);
        }
    }

    private static Wants wants(Situation situation) {
        return new Wants(AccessRules.decide(situation));
    }

    private static Wants decide(ObjectNode user, Map<String, Grant> held) {
        return decide(user, held, LONG_AGO);
    }

    private static Wants decide(ObjectNode user, Map<String, Grant> held, Duration sinceChange) {
        return new Wants(AccessRules.decide(situation(user, held, sinceChange)));
    }

    private static Situation situation(ObjectNode user, Map<String, Grant> held, Duration sinceChange) {
        return Situation.of(POLICIES, person(user, sinceChange), List.of(), held, NOON, NOON.minusSeconds(60), null);
    }

    private static Person person(ObjectNode user, Duration sinceChange) {
        return Person.of("a", user, false, POLICIES.zoneOf(user), NOON.minusSeconds(7200), sinceChange);
    }

    private static Map<String, Grant> held(Wants wants) {
        var grants = new HashMap<String, Grant>();
        wants.access().desired().forEach((name, d) -> grants.put(name, d.grant("a", null, NOON)));
        return grants;
    }

    private static ObjectNode alice(String department) {
        var user = JsonNodeFactory.instance.objectNode();
        user.put("userName", "alice").put("active", true);
        user.putObject(ENTERPRISE).put("department", department);
        user.putObject(Employment.EXTENSION).put("status", "active").put("hireDate", "2020-01-01");
        return user;
    }

    private static ObjectNode employment(ObjectNode user) {
        return (ObjectNode) user.get(Employment.EXTENSION);
    }

    private static PolicySet policies(String yaml) {
        var result = new PolicyReader().read(List.of(new PolicyFile("p.yaml", yaml)), Vocabulary.BUILT_IN);
        if (result instanceof Result.Valid valid) {
            return valid.directory().set(1, Map.of());
        }
        throw new AssertionError(result);
    }
}
