package io.muster.stack.targets;

import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.GroupNode;
import de.captaingoldfish.scim.sdk.server.endpoints.Context;
import java.time.InstantSource;

/** Users; a deleted one leaves all groups. */
final class StoredUsers extends StoredResources<User> {
    private final StoredGroups groups;

    StoredUsers(ScimStore store, StoredGroups groups, InstantSource clock) {
        super(store, ScimStore.USERS, clock);
        this.groups = groups;
    }

    @Override
    String naming() {
        return "userName";
    }

    @Override
    User shown(User user) {
        var memberships = user.getId().stream()
                .flatMap(id -> store.groupsOf(id).stream())
                .sorted()
                .map(group -> GroupNode.builder()
                        .value(group)
                        .display(groups.displayName(group))
                        .build())
                .toList();
        user.setGroups(memberships);
        return user;
    }

    @Override
    public void deleteResource(String id, Context context) {
        super.deleteResource(id, context);
        groups.removeMember(id);
    }
}
