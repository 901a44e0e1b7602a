package io.muster.verification.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.muster.events.Topics;
import io.muster.stack.demo.Demo;
import io.muster.stack.demo.DemoSettings;
import io.muster.stack.demo.StepListener;
import io.muster.stack.torture.Rig;
import io.muster.verification.OwnStack;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each step of the demo is broken from outside, and the demo fails at this step, for this reason.
 *
 * <p>Of the two workers one takes the classes from the first on, the other from the last: both long ones begin at once.
 */
@Order(Integer.MAX_VALUE)
@ExtendWith(OwnStack.class)
class BrokenDemoTest {
    private static final int PEOPLE = 30;
    private static final int A_SECOND = 500;
    /** Longer than anything here takes that is not broken. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static Outside outside;

    /** A service takes long to start: those that stop one come last, in an order in which no later one needs it. */
    static Stream<Break> breaks() {
        var feed = List.of("HR feed");
        var accounts = List.of("HR feed", "Birthright");
        var asked = List.of("First day", "Request");
        var moved = List.of("First day", "Request", "Move");
        return Stream.of(
                Break.doing((stack, run) -> stack.takeUserName("vera." + run), "SCIM", List.of(), "expected 201"),
                Break.doing(
                        (stack, run) -> stack.takeTokens("idp-" + run), "Identity provider", List.of(), "expected 201"),
                Break.doing(
                        (stack, run) -> stack.takeEndpoint("/Contractor" + run, run),
                        "Own type",
                        List.of(),
                        "expected 200"),
                Break.doing(
                        (stack, run) -> stack.takeUserName("odile.kartapuce.%sw".formatted(run)),
                        "Warm-up",
                        List.of(),
                        "/Bulk refused"),
                Break.doing(
                                (stack, run) -> stack.targets().removeFromCodeHost(run, true),
                                "Scope edited",
                                accounts,
                                "is missing")
                        .awaiting("the accounts by the edited scope"),
                Break.doing(
                                (stack, run) ->
                                        stack.apply("targets/code-host.yaml", "drift: correct", "drift: report"),
                                "Changes by hand",
                                accounts,
                                "'Superuser' instead of")
                        .awaiting("account in code-host as it was"),
                Break.doing(
                                (stack, run) -> stack.targets().removeFromCodeHost(run, true),
                                "Who has what",
                                accounts,
                                "only in the target: []")
                        .awaiting("the audit and the targets at one"),
                Break.doing(
                                (stack, run) -> stack.targets().removeFromCodeHost(run, false),
                                "Retention",
                                List.of("Bob leaves"),
                                "code-host=gone")
                        .awaiting("Bob's accounts at"),
                Break.doing(
                                (stack, run) -> stack.targets().removeFromDirectory("ida0." + run),
                                "A moment",
                                List.of("One person"),
                                "directory shows 9 people, the audit 10")
                        .awaiting("the audit and the targets at one"),
                Break.doing(
                        (stack, run) -> stack.apply(
                                "policies/access-packages.yaml",
                                "auditor}]]\n  action: block",
                                "auditor}]]\n  action: report"),
                        "Request",
                        List.of("First day"),
                        "expected 409"),
                Break.doing(
                                (stack, run) ->
                                        stack.apply("policies/applications.yaml", "entitlements: [sales], ", ""),
                                "Move",
                                asked,
                                "Moira code-host: none")
                        .awaiting("the move in both targets"),
                Break.doing(
                                (stack, run) -> stack.targets().takeInCodeHost("alice.lindqvist." + run),
                                "Rename",
                                moved,
                                "code-host: alice.r")
                        .awaiting("the new names in both targets"),
                Break.doing(
                                (stack, run) -> stack.apply(
                                        "policies/organization.yaml", "status ne \"leave\"", "status ne \"none\""),
                                "Contract end",
                                List.of(),
                                "code-host: celia.")
                        .awaiting("accounts disabled"),
                Break.doing(
                                (stack, run) -> stack.apply(
                                        "policies/applications.yaml",
                                        "\"Engineering\"'",
                                        "\"Engineering\" or userName eq \"alice.%s\"'".formatted(run)),
                                "Expiry",
                                moved,
                                "enabled in developer")
                        .awaiting("Alice's access has ended"),
                Break.doing(
                        (stack, run) -> stack.auditStore().forgetAccount(stack.person("ida0." + run), "directory"),
                        "Access then",
                        List.of("One person", "A moment"),
                        "directory shows 10 people, the audit 9"),
                Break.doing(
                                (stack, run) ->
                                        stack.topics().repeat(Topics.ACCESS_GRANTS, stack.person("ida0." + run)),
                                "By cause",
                                List.of("Policies", "One person"),
                                "the topic has")
                        .awaiting("totals by cause"),
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
                Break.doing((stack, run) -> stack.takeUserName("carla." + run), "File", List.of(), "ended with 3"),
                Break.doing((stack, run) -> stack.withoutAuthorities(), "HR's authority", feed, "expected 403"),
                Break.stopping("mailbox", "First day", List.of(), "ConnectException"),
                Break.doing(
                                (stack, run) -> stack.halt("outbound-dispatcher"),
                                "One person",
                                List.of(),
                                "code-host: false, directory: false")
                        .awaiting("both accounts of ida0."),
                Break.without("lifecycle-workflows", "Birthright", feed, "is missing")
                        .awaiting("the accounts of this run's people"),
                Break.stopping("lifecycle-workflows", "Bob leaves", List.of(), "code-host: none, directory: none")
                        .awaiting("Bob's accounts"),
                Break.stopping("lifecycle-workflows", "Policies", List.of(), "/policies/plan does not answer"),
                Break.doing(
                        (stack, run) -> stack.topics().slipIn(Topics.IDENTITY_USERS, "{\"no\":\"event\"}"),
                        "Events",
                        feed,
                        "break the contract"),
                Break.stopping("audit-service", "Audit trail", feed, "ConnectException"),
                Break.stopping("scim-gateway", "HR feed", List.of(), "ConnectException"));
    }

    @BeforeAll
    static void start(Rig own) throws IOException {
        outside = Outside.of(own.stack());
    }

    @AfterAll
    static void end() {
        outside.close();
    }

    @Test
    void each_step_of_the_demo_is_broken_once() {
        assertThat(breaks().map(Break::step)).containsExactlyInAnyOrderElementsOf(Demo.steps());
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void the_demo_fails_at_the_step_that_was_broken(Break broken) throws Exception {
        assertThat(Demo.steps()).contains(broken.step()).containsAll(broken.after());
        outside.mend(broken.needed());
        var seen = new Seen(broken);
        var settings = new DemoSettings(PEOPLE, A_SECOND, outside.organization(), outside.mapping(), outside.report());
        var passed = new Demo(outside.commands(), settings, System.out, seen).run();

        assertThat(passed).isFalse();

        assertThat(seen.passed).isEqualTo(broken.after());
        assertThat(seen.failed).containsExactly(broken.step());
        assertThat(seen.failure).contains(broken.awaited(), broken.why());
        assertThat(seen.failure.contains("not seen within"))
                .isEqualTo(!broken.awaited().isEmpty());
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

        /** What was broken does not come by waiting; all else has its usual time. */
        @Override
        public Duration patience(String step, String awaited) {
            var inVain =
                    step.equals(broken.step()) && !broken.awaited().isEmpty() && awaited.contains(broken.awaited());
            return inVain ? PATIENCE : Duration.ofHours(1);
        }

        @Override
        public void after(String step, @Nullable String why) {
            (why == null ? passed : failed).add(step);
            failure = why == null ? "" : why;
        }
    }
}
