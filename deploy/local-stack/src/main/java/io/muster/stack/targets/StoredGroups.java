package io.muster.stack.targets;

import de.captaingoldfish.scim.sdk.common.resources.Group;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/** Groups with their members. */
final class StoredGroups extends StoredResources<Group> {
    private final InstantSource clock;

    StoredGroups(ScimStore store, InstantSource clock) {
        super(store, ScimStore.GROUPS, clock);
        this.clock = clock;
    }

    @Override
    String naming() {
        return "displayName";
    }

    String displayName(String group) {
        var stored = store.get(endpoint, group);
        return stored == null ? "" : stored.path("displayName").asText();
    }

    void removeMember(String member) {
        for (var group : List.copyOf(store.groupsOf(member))) {
            var changed = Objects.requireNonNull(store.get(endpoint, group)).deepCopy();
            var members = changed.withArray("members");
            for (int i = members.size() - 1; i >= 0; i--) {
                if (members.get(i).path("value").asText().equals(member)) {
                    members.remove(i);
                }
            }
            store.write(clock.instant(), endpoint, group, changed);
        }
    }
}
