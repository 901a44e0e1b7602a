package io.muster.stack.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who had an account at the instant that {@link MomentKept} kept, by the audit alone. */
final class AccessThen implements Step {
    private static final List<String> APPLICATIONS = List.of("code-host", "directory");

    @Override
    public String name() {
        return "Access then";
    }

    @Override
    public String promise() {
        return "asked who had an account in each application at an earlier instant, the audit answers what the applications showed then";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", "lifecycle-workflows", "outbound-dispatcher", "audit-service");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var then = run.moment();
        var now = Moment.seen(run);
        var query = "&at=" + Http.encoded(then.at().toString());
        var difference = difference(run, then, query);
        StepFailed.unless(difference.isEmpty(), "at " + then.at() + ": " + difference.orElse(""));
        var changed = 0;
        for (var application : APPLICATIONS) {
            var gone = without(then.in(application), now.in(application));
            var come = without(now.in(application), then.in(application));
            changed += gone.size() + come.size();
            evidence.seen(
                    "%s at %s: the same %d people; since then %d came and %d went",
                    application, then.at(), then.in(application).size(), come.size(), gone.size());
        }
        // An answer that is the same for any instant would pass for right if nothing had happened.
        StepFailed.unless(changed > 0, "nothing has changed since then, so the answer shows nothing");
    }

    /** Where the audit's list of this instant, or with an empty query of now, is not what the applications showed. */
    static Optional<String> difference(Run run, Moment seen, String query) throws Exception {
        var differences = new ArrayList<String>();
        for (var application : APPLICATIONS) {
            var listed = listed(run, application, query);
            var shown = seen.in(application);
            if (!listed.equals(shown)) {
                differences.add("%s shows %d people, the audit %d; only in the target: %s, only in the audit: %s"
                        .formatted(
                                application,
                                shown.size(),
                                listed.size(),
                                few(without(shown, listed)),
                                few(without(listed, shown))));
            }
        }
        return differences.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", differences));
    }

    private static Set<String> listed(Run run, String application, String query) throws Exception {
        var listed = new TreeSet<String>();
        for (var item : AuditListsEverything.pages(run, "/audit/access?limit=500&application=" + application + query)) {
            var identity = item.path("identity").asText();
            if (run.isOurs(identity) && item.at("/observed/status").asText().equals("active")) {
                listed.add(identity);
            }
        }
        return listed;
    }

    private static List<String> few(Set<String> people) {
        return people.stream().limit(3).toList();
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        var rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
