package io.muster.verification.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.muster.events.Topics;
import io.muster.stack.demo.Demo;
import io.muster.stack.demo.DemoSettings;
import io.muster.stack.demo.StepListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each step of the demo is broken from outside, and the demo fails at this step, for this reason. */
class BrokenDemoTest {
    private static final int PEOPLE = 30;
    private static final int A_SECOND = 500;

    private static Outside outside;

    /** What somebody does. */
    interface Deed {
        void to(Outside stack, String run) throws Exception;
    }

    /**
     * One line of the table.
     *
     * @param step which step is to fail
     * @param after the steps that it builds on
     * @param at the step before which the deed is done
     * @param deed what is done
     * @param away the process that the deed stops, empty if none
     * @param why what the failure says
     */
    record Break(String step, List<String> after, String at, Deed deed, String away, String why) {
        static Break stopping(String process, String step, List<String> after, String why) {
            return new Break(step, after, step, (stack, run) -> stack.stop(process), process, why);
        }

        /** The same, but before the first step already: else it would be too late. */
        static Break without(String process, String step, List<String> after, String why) {
            return new Break(step, after, after.getFirst(), (stack, run) -> stack.stop(process), process, why);
        }

        static Break doing(Deed deed, String step, List<String> after, String why) {
            return new Break(step, after, step, deed, "", why);
        }

        List<String> taken() {
            var all = new ArrayList<>(after);
            all.add(step);
            return all;
        }

        /** What need not run when it begins. */
        String awayFromTheStart() {
            return at.equals(taken().getFirst()) ? away : "";
        }

        @Override
        public String toString() {
            return step;
        }
    }

    /** Breaks that stop the same process stand together, so that it is started again once. */
    static Stream<Break> breaks() {
        var feed = List.of("HR feed");
        var accounts = List.of("HR feed", "Birthright");
        var asked = List.of("First day", "Request");
        var moved = List.of("First day", "Request", "Move");
        return Stream.of(
                Break.doing((stack, run) -> stack.takeUserName("vera." + run), "SCIM", List.of(), "expected 201"),
                Break.doing(
                        (stack, run) -> stack.targets().removeFromCodeHost(run, true),
                        "Scope edited",
                        accounts,
                        "is missing"),
                Break.doing(
                        (stack, run) -> stack.targets().removeFromCodeHost(run, true),
                        "Who has what",
                        accounts,
                        "only in the target: []"),
                Break.doing(
                        (stack, run) -> stack.targets().removeFromCodeHost(run, false),
                        "Retention",
                        List.of("Bob leaves"),
                        "code-host=gone"),
                Break.doing(
                        (stack, run) -> stack.targets().removeFromDirectory("ida0." + run),
                        "A moment",
                        List.of("One person"),
                        "directory shows 9 people, the audit 10"),
                Break.doing(
                        (stack, run) -> stack.changePolicies(
                                "access-packages.yaml", "auditor}]]\n  action: block", "auditor}]]\n  action: report"),
                        "Request",
                        List.of("First day"),
                        "expected 409"),
                Break.doing(
                        (stack, run) -> stack.changePolicies("applications.yaml", "entitlements: [sales], ", ""),
                        "Move",
                        asked,
                        "the move in both targets: not seen"),
                Break.doing(
                        (stack, run) -> stack.targets().takeInCodeHost("alice.lindqvist." + run),
                        "Rename",
                        moved,
                        "the new names in both targets: not seen"),
                Break.doing(
                        (stack, run) ->
                                stack.changePolicies("organization.yaml", "status eq \"active\"'", "status pr'"),
                        "Contract end",
                        List.of(),
                        "accounts disabled: not seen"),
                Break.doing(
                        (stack, run) -> stack.changePolicies(
                                "applications.yaml",
                                "\"Engineering\"'",
                                "\"Engineering\" or userName eq \"alice.%s\"'".formatted(run)),
                        "Expiry",
                        moved,
                        "Alice's access has ended: not seen"),
                Break.doing(
                        (stack, run) -> stack.auditStore().forgetAccount(stack.person("ida0." + run), "directory"),
                        "Access then",
                        List.of("One person", "A moment"),
                        "directory shows 10 people, the audit 9"),
                Break.doing(
                        (stack, run) -> stack.topics().repeat(Topics.ACCESS_GRANTS, stack.person("ida0." + run)),
                        "By cause",
                        List.of("Policies", "One person"),
                        "the topic has"),
                Break.doing(
                        (stack, run) -> {
                            var alice = stack.person("alice." + run);
                            var event = stack.topics().repeatWithoutCause(Topics.PROVISIONING_EVENTS, alice);
                            stack.awaitInAudit(alice, event);
                        },
                        "Alice's chain",
                        List.of("First day"),
                        "begins with neither HR nor a request"),
                Break.doing(
                        (stack, run) -> stack.auditStore().flipInTheFirstEntry(),
                        "Proof",
                        List.of("First day", "Alice's chain"),
                        "entry 0 of "),
                Break.stopping("mailbox", "First day", List.of(), "ConnectException"),
                Break.without("lifecycle-workflows", "Birthright", feed, "is missing"),
                Break.stopping("lifecycle-workflows", "Policies", List.of(), "/policies/plan does not answer"),
                Break.stopping("lifecycle-workflows", "Bob leaves", List.of(), "Bob's accounts: not seen"),
                Break.stopping("outbound-dispatcher", "One person", List.of(), "code-host: false, directory: false"),
                Break.stopping("outbound-dispatcher", "Changes by hand", accounts, "ConnectException"),
                Break.stopping("audit-service", "Audit trail", feed, "ConnectException"),
                Break.doing((stack, run) -> stack.withoutAuthorities(), "HR's authority", feed, "expected 403"),
                Break.stopping("scim-gateway", "HR feed", List.of(), "ConnectException"),
                Break.doing(
                        (stack, run) -> stack.topics().slipIn(Topics.IDENTITY_USERS, "{\"no\":\"event\"}"),
                        "Events",
                        feed,
                        "break the contract"));
    }

    @BeforeAll
    static void start() {
        LogManager.getLogManager().reset(); // Kafka's: thousands of lines
        outside = Outside.start(Path.of(System.getProperty("muster.root")));
    }

    @AfterAll
    static void end() {
        outside.close();
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void the_demo_fails_at_the_step_that_was_broken(Break broken) throws Exception {
        assertThat(Demo.steps()).contains(broken.step()).containsAll(broken.after());
        outside.mendAllBut(broken.awayFromTheStart());
        var seen = new Seen(broken);
        var settings = new DemoSettings(PEOPLE, A_SECOND, outside.organization(), outside.report());

        assertThat(new Demo(outside.commands(), settings, System.out, seen).run())
                .isFalse();

        assertThat(seen.passed).isEqualTo(broken.after());
        assertThat(seen.failed).containsExactly(broken.step());
        assertThat(seen.failure).contains(broken.why());
    }

    /** Takes the broken step and those that it builds on, breaks it, and notes what came of each. */
    private static final class Seen implements StepListener {
        private final Break broken;
        private final List<String> passed = new ArrayList<>();
        private final List<String> failed = new ArrayList<>();
        private String run = "";
        private String failure = "";

        Seen(Break broken) {
            this.broken = broken;
        }

        @Override
        public void began(String run) {
            this.run = run;
        }

        @Override
        public boolean takes(String step) {
            return broken.taken().contains(step);
        }

        @Override
        public void before(String step) {
            if (step.equals(broken.at())) {
                assertThatCode(() -> broken.deed().to(outside, run)).doesNotThrowAnyException();
            }
        }

        /** What was broken does not come by waiting; the steps before it have their usual time. */
        @Override
        public Duration patience(String step) {
            return step.equals(broken.step()) ? Duration.ofSeconds(5) : Duration.ofHours(1);
        }

        @Override
        public void after(String step, @Nullable String why) {
            (why == null ? passed : failed).add(step);
            failure = why == null ? "" : why;
        }
    }
}
