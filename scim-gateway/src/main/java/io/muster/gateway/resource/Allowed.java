package io.muster.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.authority.Authority;
import io.muster.gateway.request.Call;
import io.muster.scim.schema.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A draft that the rules of authority let through.
 *
 * @param warnings what was ignored and why
 */
record Allowed(Draft draft, List<String> warnings) {
    static Allowed of(Authority authority, Call call, ResourceType type, ObjectNode before, Draft draft) {
        var decision = authority.decide(call.client(), type, before, draft.document());
        var warnings = new ArrayList<>(decision.warnings());
        var aboutMembers = draft.members().isEmpty()
                        || (before.isEmpty() && draft.members().in().isEmpty())
                ? Optional.<String>empty()
                : authority.decideWhole(call.client(), "members");
        aboutMembers.ifPresent(warnings::add);
        var aboutPassword = draft.password() instanceof PasswordEdit.Keep
                ? Optional.<String>empty()
                : authority.decideWhole(call.client(), "password");
        aboutPassword.ifPresent(warnings::add);
        var kept = draft.with(decision.document());
        var unlocked = aboutPassword.isPresent() ? kept.withoutPassword() : kept;
        return new Allowed(aboutMembers.isPresent() ? unlocked.withoutMembers() : unlocked, warnings);
    }
}
