package io.muster.stack.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.stack.demo.Await;
import io.muster.stack.demo.Evidence;
import io.muster.stack.demo.StepFailed;
import io.muster.stack.local.ManagedProcess;
import io.muster.stack.local.Service;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The dispatcher's database and the workflows' projections are lost under load: they come back from the topics, and nobody notices. */
public record WipedProjections(int people, long seed) implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int JOINERS = 3;
    private static final Set<String> TAKING_AWAY = Set.of(
            EventTypes.GRANT_SUSPENDED,
            EventTypes.GRANT_REVOKED,
            EventTypes.ACCOUNT_CREATED,
            EventTypes.ACCOUNT_DISABLED,
            EventTypes.ACCOUNT_DELETED);
    /** What lifecycle-workflows' README says may be wiped. */
    private static final String WIPE = "truncate identity, identity_group, membership, intake_offset;"
            + " update intake_state set completed_at = null";

    @Override
    public String name() {
        return "wipe";
    }

    @Override
    public String promise() {
        return "the dispatcher's database and the workflows' projections are wiped under load: no mail, no disable, the same end state";
    }

    @Override
    public void run(Rig rig, Evidence evidence) throws Exception {
        var all = rig.engineers(people);
        joiners(rig);
        rig.targetsAgree(PATIENCE);
        var mails = mails(rig);
        if (mails.isEmpty()) {
            throw new StepFailed("no mail was sent that could be sent again");
        }
        int events = rig.topics().events().size();
        long writes = lastWrite(rig);
        try (var load = Load.ofTitles(rig.hr(), all, seed)) {
            wipe(rig);
            var lost = List.of(rig.process(Service.OUTBOUND_DISPATCHER), rig.process(Service.LIFECYCLE_WORKFLOWS));
            lost.forEach(ManagedProcess::start);
            lost.forEach(process -> process.awaitReady(PATIENCE));
            rig.applyPolicies(); // the target documents were in the database
            evidence.seen("%d writers wrote on", load.writers());
        }
        rig.agree(evidence, PATIENCE);
        var after = mails(rig);
        if (!after.equals(mails)) {
            throw new StepFailed("the mailbox has %d mails instead of %d: %s"
                    .formatted(after.size(), mails.size(), after.get(after.size() - 1)));
        }
        nothingTaken(rig, events, writes);
        evidence.seen(
                "%d mails before and after; no account created, disabled or deleted, no grant taken", mails.size());
    }

    /** Hires for a near day, and moves the clock until their onboarding has sent its mails: those could be sent again. */
    private static void joiners(Rig rig) throws Exception {
        var day = rig.today().plusDays(6);
        var joiners = new ArrayList<String>();
        for (int i = 0; i < JOINERS; i++) {
            joiners.add(rig.hr().hire(day).id());
        }
        rig.muster("clock", "forward", "P4D");
        Await.until("the joiners' onboarding", PATIENCE, () -> {
            var done = rig.topics().events().stream()
                    .filter(read -> read.event().type().equals(EventTypes.RUN_COMPLETED))
                    .filter(read -> joiners.contains(read.event().subject()))
                    .count();
            return done >= JOINERS ? Optional.empty() : Optional.of(done + " of " + JOINERS + " completed");
        });
    }

    private static void wipe(Rig rig) throws SQLException {
        rig.process(Service.OUTBOUND_DISPATCHER).kill9();
        rig.process(Service.LIFECYCLE_WORKFLOWS).kill9();
        rig.stack().servers().wipe("dispatcher");
        try (var connection = rig.stack().servers().postgres().orElseThrow().connect("workflows");
                var statement = connection.createStatement()) {
            statement.execute(WIPE);
        }
    }

    private static void nothingTaken(Rig rig, int before, long writes) throws Exception {
        var events = new ArrayList<>(rig.topics().events());
        for (var read : events.subList(before, events.size())) {
            if (TAKING_AWAY.contains(read.event().type()) && !read.topic().equals(Topics.IDENTITY_USERS)) {
                throw new StepFailed("after the wipe: " + read.event());
            }
        }
        for (var write : rig.codeHost().writes(writes)) {
            var disables = write.has("active") && !write.path("active").asBoolean();
            if (disables || write.path("method").asText().equals("DELETE")) {
                throw new StepFailed("the code host received after the wipe: " + write);
            }
        }
    }

    private static long lastWrite(Rig rig) throws IOException, InterruptedException {
        var writes = rig.codeHost().writes(0);
        return writes.isEmpty() ? 0 : writes.getLast().path("sequence").asLong();
    }

    private static JsonNode mails(Rig rig) throws IOException, InterruptedException {
        return rig.http().get(rig.stack().service("mailbox").url() + "/messages", "none");
    }
}
