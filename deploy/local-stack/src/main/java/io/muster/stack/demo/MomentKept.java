package io.muster.stack.demo;

import java.util.Set;

/** Reads from the targets who has an account, for the audit to tell later without them. */
final class MomentKept implements Step {
    @Override
    public String name() {
        return "A moment";
    }

    @Override
    public String promise() {
        return "who has an account in each application right now is read from the applications and kept, to ask the audit for it later";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher", "audit-service");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        // What is in a target is on record a moment later: the instant must not lie between the two.
        Await.until("the audit and the targets at one", () -> AccessThen.difference(run, Moment.seen(run), ""));
        var moment = Moment.seen(run);
        run.remember(moment);
        evidence.seen(
                "at %s: %d people on the code host, %d in the directory",
                moment.at(),
                moment.in("code-host").size(),
                moment.in("directory").size());
    }
}
