package io.muster.workflows.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.runtime.document.DocumentProblem;
import io.muster.scim.filter.Moment;
import io.muster.workflows.SamplePolicies;
import io.muster.workflows.policy.PolicyReader.Result;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PolicyReaderTest {
    private static final String CODE_HOST = """
            apiVersion: muster.io/v1
            kind: Application
            metadata: {name: code-host}
            spec:
              description: Where the source code lives
              owner: {group: platform}
              entitlements: [{name: developer}, {name: maintainer, requestable: true}]
              birthright:
                - {name: engineers, scope: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "Engineering"', entitlements: [developer], startsAt: hireDate}
              leaver: {delete: P90D}
            """;

    private final PolicyReader reader = new PolicyReader();

    @Test
    void the_sample_language_is_read_with_all_its_kinds() {
        var set =
                valid("""
                apiVersion: muster.io/v1
                kind: Organization
                metadata: {name: kartapuce}
                spec:
                  timeZone: Europe/Paris
                  fallbackMail: hr-desk@kartapuce.example
                  sites: {lyon: {timeZone: Europe/Paris}, pune: {timeZone: Asia/Kolkata}}
                  authority:
                    - {client: hr, attributes: [title], others: refuse}
                  defaults:
                    approval: {stages: [{approvers: [manager], deadline: P7D, fallback: {group: access-administrators}}]}
                    duration: {default: P180D, maximum: P365D}
                    settle: PT5S
                    conditionalAccess:
                      - {name: contract-valid, when: 'urn:muster:params:scim:schemas:extension:employment:1.0:User:status eq "active"', otherwise: suspend}
                    leaver: {disable: at-end, delete: P30D}
                  limits: {revocations: {count: 50, percent: 5, window: PT1H}}
                ---
                """ + CODE_HOST + "---\n" + SamplePolicies.PAYMENTS + "---\n" + SamplePolicies.ONBOARDING + """
                        ---
                        kind: Target
                        metadata: {name: code-host}
                        spec: {whatever: the dispatcher understands}
                        """);
        var codeHost = Objects.requireNonNull(set.applications().get("code-host"));
        assertThat(codeHost.birthright().getFirst().startsAtHireDate()).isTrue();
        assertThat(set.deleteAfter(codeHost)).isEqualTo(new Inherited<>(Span.ofDays(90), "Application/code-host"));
        assertThat(set.deleteAfter(Objects.requireNonNull(set.applications().get("erp"))))
                .isEqualTo(new Inherited<>(Span.ofDays(30), "Organization/kartapuce"));
        assertThat(set.conditions(codeHost)).extracting(Inherited::from).containsExactly("Organization/kartapuce");
        var payments = Objects.requireNonNull(set.packages().get("payments-approver"));
        assertThat(set.duration(payments)).isEqualTo(new AccessDuration(Span.ofDays(30), Span.ofDays(365)));
        assertThat(set.separations()).extracting(SeparationOfDuties::name).containsExactly("pay-and-approve");
        var onboard = Objects.requireNonNull(set.workflows().get("onboard-pre-hire"));
        assertThat(onboard.trigger())
                .isEqualTo(new LifecycleWorkflow.Trigger.TimeBased(
                        LifecycleWorkflow.DateAttribute.HIRE_DATE, -3, LocalTime.of(9, 0)));
        assertThat(onboard.tasks())
                .extracting(LifecycleWorkflow.Task::to)
                .containsExactly(
                        List.of(LifecycleWorkflow.Recipient.PERSON),
                        List.of(LifecycleWorkflow.Recipient.MANAGER),
                        List.of(LifecycleWorkflow.Recipient.TEAM));
    }

    @Test
    void an_unknown_field_names_file_line_field_and_what_is_allowed() {
        var problem = onlyProblem("code-host.yaml", CODE_HOST.replace("  birthright:", "  birthrights:"));
        assertThat(problem.file()).isEqualTo("code-host.yaml");
        assertThat(problem.line()).isEqualTo(8);
        assertThat(problem.field()).isEqualTo("spec.birthrights");
        assertThat(problem.allowed())
                .contains("birthright", "entitlements", "leaver")
                .doesNotContain("birthrights");
    }

    @Test
    void an_unknown_field_deep_inside_is_found_too() {
        var problem = onlyProblem("a.yaml", CODE_HOST.replace("startsAt: hireDate", "startAt: hireDate"));
        assertThat(problem.field()).isEqualTo("spec.birthright[0].startAt");
        assertThat(problem.line()).isEqualTo(9);
        assertThat(problem.allowed()).contains("startsAt", "scope");
    }

    @Test
    void a_wrong_value_of_a_list_of_values_names_those_allowed() {
        var problem = onlyProblem("a.yaml", CODE_HOST.replace("startsAt: hireDate", "startsAt: birthday"));
        assertThat(problem.field()).isEqualTo("spec.birthright[0].startsAt");
        assertThat(problem.allowed()).containsExactly("hireDate");
    }

    @Test
    void a_filter_over_an_attribute_that_users_do_not_have_is_found_at_its_line() {
        var problem = onlyProblem("a.yaml", CODE_HOST.replace(":department eq", ":departement eq"));
        assertThat(problem.field()).isEqualTo("spec.birthright[0].scope");
        assertThat(problem.line()).isEqualTo(9);
        assertThat(problem.message()).contains("departement");
    }

    @Test
    void names_that_nobody_has_are_found() {
        var problem = onlyProblem("a.yaml", CODE_HOST.replace("entitlements: [developer]", "entitlements: [develper]"));
        assertThat(problem.message()).contains("develper");
        assertThat(problem.allowed()).containsExactly("developer", "maintainer");
    }

    @Test
    void the_same_name_twice_names_both_places() {
        var result = reader.read(
                List.of(new PolicyFile("a.yaml", CODE_HOST), new PolicyFile("b.yaml", CODE_HOST)), Vocabulary.BUILT_IN);
        assertThat(result)
                .isInstanceOfSatisfying(
                        Result.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .singleElement()
                                .satisfies(p -> assertThat(p.file() + ": " + p.message())
                                        .isEqualTo("b.yaml: Application/code-host is also in a.yaml line 1")));
    }

    @Test
    void what_is_no_yaml_is_an_error_with_its_line() {
        var problem = onlyProblem("a.yaml", "kind: Application\nmetadata: {name: [\n");
        assertThat(problem.message()).startsWith("is not YAML");
        assertThat(problem.line()).isPositive();
    }

    @Test
    void a_repeated_key_is_an_error() {
        assertThat(onlyProblem("a.yaml", CODE_HOST + "  owner: {group: other}\n")
                        .message())
                .contains("owner");
    }

    @Test
    void an_unknown_kind_names_the_kinds() {
        var problem = onlyProblem("a.yaml", "kind: Applicaton\nmetadata: {name: x}\nspec: {}\n");
        assertThat(problem.field()).isEqualTo("kind");
        assertThat(problem.allowed()).contains("Application", "Target");
    }

    @Test
    void a_duration_and_a_zone_are_checked() {
        var result = reader.read(
                List.of(
                        new PolicyFile(
                                "o.yaml",
                                "kind: Organization\nmetadata: {name: o}\nspec: {timeZone: Europe/Pariss, defaults: {settle: 5s}}\n")),
                Vocabulary.BUILT_IN);
        assertThat(result)
                .isInstanceOfSatisfying(
                        Result.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(DocumentProblem::field)
                                .contains("spec.defaults.settle"));
    }

    @Test
    void a_person_is_in_his_own_zone_else_his_sites_else_the_organizations() throws Exception {
        var set = valid(
                "kind: Organization\nmetadata: {name: o}\nspec: {timeZone: Europe/Paris, sites: {pune: {timeZone: Asia/Kolkata}}}\n");
        var json = new ObjectMapper();
        var site = "{\"urn:muster:params:scim:schemas:extension:employment:1.0:User\":{\"site\":\"pune\"}}";
        assertThat(set.zoneOf(json.readTree("{\"timezone\":\"America/New_York\"}")))
                .isEqualTo(ZoneId.of("America/New_York"));
        assertThat(set.zoneOf(json.readTree(site))).isEqualTo(ZoneId.of("Asia/Kolkata"));
        assertThat(set.zoneOf(json.readTree("{\"timezone\":\"Mars/Base\"}"))).isEqualTo(ZoneId.of("Europe/Paris"));
    }

    @Test
    void comments_and_the_order_of_fields_change_nothing_and_a_changed_document_gets_the_new_version() {
        var before =
                directory("kind: Application\nmetadata: {name: a}\nspec: {description: x, leaver: {delete: P1D}}\n");
        var same = directory(
                "# a comment\nkind: Application\nmetadata: {name: a}\nspec: {leaver: {delete: P1D}, description: x}\n");
        var other =
                directory("kind: Application\nmetadata: {name: a}\nspec: {description: y, leaver: {delete: P1D}}\n");
        var versions = Map.of("Application/a", 3L);
        assertThat(DirectoryChange.between(before.listing(), versions, same, 4).isEmpty())
                .isTrue();
        var change = DirectoryChange.between(before.listing(), versions, other, 4);
        assertThat(change.changed()).containsExactly("Application/a");
        assertThat(change.versions()).containsEntry("Application/a", 4L);
        assertThat(DirectoryChange.between(
                        before.listing(), versions, directory("kind: Application\nmetadata: {name: b}\nspec: {}\n"), 4))
                .satisfies(c -> assertThat(c.removed()).containsExactly("Application/a"))
                .satisfies(c -> assertThat(c.added()).containsExactly("Application/b"));
    }

    @Test
    void a_scope_with_a_relative_date_is_looked_at_again_at_midnight() throws Exception {
        var scope = Scope.parse("hireDate le now+P3D", Vocabulary.BUILT_IN);
        var moment = new Moment(Instant.parse("2026-11-24T10:00:00Z"), ZoneOffset.UTC);
        var user = new ObjectMapper()
                .readTree(
                        "{\"urn:muster:params:scim:schemas:extension:employment:1.0:User\":{\"hireDate\":\"2026-11-28\"}}");
        assertThat(scope.matches(user, moment)).isFalse();
        assertThat(scope.nextLook(moment)).contains(Instant.parse("2026-11-25T00:00:00Z"));
        assertThat(scope.matches(user, new Moment(Instant.parse("2026-11-25T00:00:00Z"), ZoneOffset.UTC)))
                .isTrue();
        assertThat(Scope.parse("department eq \"Engineering\"", Vocabulary.BUILT_IN)
                        .nextLook(moment))
                .isEmpty();
        assertThat(Scope.parse("department eq \"Engineering\"", Vocabulary.BUILT_IN)
                        .inWords())
                .isEqualTo("department is Engineering");
    }

    private PolicySet valid(String yaml) {
        return directory(yaml).set(1, Map.of());
    }

    private PolicyReader.Directory directory(String yaml) {
        var result = reader.read(List.of(new PolicyFile("all.yaml", yaml)), Vocabulary.BUILT_IN);
        assertThat(result).isInstanceOf(Result.Valid.class);
        return ((Result.Valid) result).directory();
    }

    private DocumentProblem onlyProblem(String file, String yaml) {
        var result = reader.read(List.of(new PolicyFile(file, yaml)), Vocabulary.BUILT_IN);
        assertThat(result).isInstanceOf(Result.Invalid.class);
        assertThat(((Result.Invalid) result).problems()).hasSize(1);
        return ((Result.Invalid) result).problems().getFirst();
    }
}
