package io.muster.events;

import java.util.List;

/** The names of Muster's topics and, from {@code topics.yaml}, how each of them is made. */
public final class Topics {
    /** State, key schema URN: schemas and resource types, so that a filter means the same in every service. */
    public static final String IDENTITY_SCHEMAS = "muster.identity.schemas";
    /** State, key user id. */
    public static final String IDENTITY_USERS = "muster.identity.users";
    /** State, key group id; groups without their members. */
    public static final String IDENTITY_GROUPS = "muster.identity.groups";
    /** State, key resource id: resources of all types that a platform team has added. */
    public static final String IDENTITY_RESOURCES = "muster.identity.resources";
    /** State, key {@code groupId:memberId}. */
    public static final String IDENTITY_MEMBERSHIPS = "muster.identity.memberships";
    /** State, key {@code identityId:application}: the whole desired access of a person in an application. */
    public static final String ACCESS_GRANTS = "muster.access.grants";
    /** History, key identity id: requests, approvals, separation of duties, workflow runs. */
    public static final String ACCESS_EVENTS = "muster.access.events";
    /** History, key identity id: what was done in target applications. */
    public static final String PROVISIONING_EVENTS = "muster.provisioning.events";
    /** History, key {@code service/object}: what administrators and credentials did. */
    public static final String ADMIN_EVENTS = "muster.admin.events";

    private static final List<TopicDefinition> ALL = TopicDefinition.readAll(Topics.class, "topics.yaml");

    private Topics() {}

    /** All topics, in the order of {@code topics.yaml}. */
    public static List<TopicDefinition> all() {
        return ALL;
    }

    /**
     * The definition of one topic.
     *
     * @throws IllegalArgumentException if Muster has no topic of that name
     */
    public static TopicDefinition named(String name) {
        return ALL.stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no topic is named " + name));
    }

    /** Key of a membership: {@code groupId:memberId}. */
    public static String membershipKey(String groupId, String memberId) {
        return groupId + ":" + memberId;
    }

    /** Key of a grant: {@code identityId:application}. */
    public static String grantKey(String identityId, String application) {
        return identityId + ":" + application;
    }
}
