package io.muster.stack.demo;

import io.muster.stack.organization.ScimUsers;
import java.util.Set;

/** An administrator's PATCH of an attribute that HR owns. */
final class HrOwnsItsAttributes implements Step {
    @Override
    public String name() {
        return "HR's authority";
    }

    @Override
    public String promise() {
        return "an administrator's change of an attribute that HR owns is refused and changes nothing";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway");
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var person = run.sample().getLast();
        var url = run.scim() + "/Users/" + person.id();
        var refused = run.http().send("PATCH", url, run.administrator(), EveryVerb.replaceDepartment("Elsewhere"));
        evidence.seen(refused.exchange());
        var detail = refused.expect(403).path("detail").asText();
        if (!detail.contains("department") || !detail.contains("hr")) {
            throw new StepFailed("the refusal names neither attribute nor authority: " + detail);
        }
        var pointer = "/" + ScimUsers.ENTERPRISE + "/department";
        var now = run.http().get(url, run.hr()).at(pointer);
        if (!now.equals(person.user().at(pointer))) {
            throw new StepFailed("refused, but department is now " + now);
        }
    }
}
