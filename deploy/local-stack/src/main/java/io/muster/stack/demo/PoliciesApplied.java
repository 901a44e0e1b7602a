package io.muster.stack.demo;

import java.util.Set;

/** The sample organization's policies and targets, as an administrator applies them. */
final class PoliciesApplied implements Step {
    @Override
    public String name() {
        return "Policies";
    }

    @Override
    public String promise() {
        return "./muster policy apply makes the sample organization's policies, targets and authorities count";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        run.begin();
        var printed = run.muster(
                "policy", "apply", "--json", run.settings().organization().toString());
        evidence.seen(printed.length() > 300 ? printed.substring(0, 300) + "…" : printed);
        var rules = run.http().get(run.url("scim-gateway") + "/admin/authority", run.administrator());
        if (!rules.toString().contains("\"hr\"")) {
            throw new StepFailed("the gateway does not name hr as an authority: " + rules);
        }
    }
}
