package io.muster.events;

import java.util.List;

/** Every type that Muster emits. A reader meets others when a newer release runs: it stores and skips them. */
public final class EventTypes {
    public static final String SCHEMA_CHANGED = "io.muster.identity.schema.changed";
    public static final String SCHEMA_REMOVED = "io.muster.identity.schema.removed";
    public static final String USER_CREATED = "io.muster.identity.user.created";
    public static final String USER_UPDATED = "io.muster.identity.user.updated";
    public static final String USER_DISABLED = "io.muster.identity.user.disabled";
    public static final String USER_ENABLED = "io.muster.identity.user.enabled";
    public static final String USER_DELETED = "io.muster.identity.user.deleted";
    public static final String GROUP_CREATED = "io.muster.identity.group.created";
    public static final String GROUP_UPDATED = "io.muster.identity.group.updated";
    public static final String GROUP_DELETED = "io.muster.identity.group.deleted";
    public static final String RESOURCE_CREATED = "io.muster.identity.resource.created";
    public static final String RESOURCE_UPDATED = "io.muster.identity.resource.updated";
    public static final String RESOURCE_DELETED = "io.muster.identity.resource.deleted";
    public static final String MEMBERSHIP_ADDED = "io.muster.identity.membership.added";
    public static final String MEMBERSHIP_REMOVED = "io.muster.identity.membership.removed";

    public static final String GRANT_GRANTED = "io.muster.access.grant.granted";
    public static final String GRANT_CHANGED = "io.muster.access.grant.changed";
    public static final String GRANT_SUSPENDED = "io.muster.access.grant.suspended";
    public static final String GRANT_RESUMED = "io.muster.access.grant.resumed";
    public static final String GRANT_REVOKED = "io.muster.access.grant.revoked";

    public static final String REQUEST_CREATED = "io.muster.access.request.created";
    public static final String REQUEST_APPROVED = "io.muster.access.request.approved";
    public static final String REQUEST_DENIED = "io.muster.access.request.denied";
    public static final String REQUEST_EXPIRED = "io.muster.access.request.expired";
    public static final String REQUEST_CANCELLED = "io.muster.access.request.cancelled";
    public static final String SOD_VIOLATED = "io.muster.access.sod.violated";
    public static final String RUN_STARTED = "io.muster.access.run.started";
    public static final String RUN_TASK_COMPLETED = "io.muster.access.run.task-completed";
    public static final String RUN_TASK_FAILED = "io.muster.access.run.task-failed";
    public static final String RUN_COMPLETED = "io.muster.access.run.completed";

    public static final String ACCOUNT_CREATED = "io.muster.provisioning.account.created";
    public static final String ACCOUNT_UPDATED = "io.muster.provisioning.account.updated";
    public static final String ACCOUNT_DISABLED = "io.muster.provisioning.account.disabled";
    public static final String ACCOUNT_ENABLED = "io.muster.provisioning.account.enabled";
    public static final String ACCOUNT_DELETED = "io.muster.provisioning.account.deleted";
    public static final String ACCOUNT_ADOPTED = "io.muster.provisioning.account.adopted";
    public static final String ACCOUNT_SKIPPED = "io.muster.provisioning.account.skipped";
    public static final String ACCOUNT_FAILED = "io.muster.provisioning.account.failed";
    public static final String TARGET_QUARANTINED = "io.muster.provisioning.target.quarantined";
    public static final String TARGET_RELEASED = "io.muster.provisioning.target.released";
    public static final String DRIFT_DETECTED = "io.muster.provisioning.drift.detected";

    public static final String POLICY_APPLIED = "io.muster.admin.policy.applied";
    public static final String TARGET_CHANGED = "io.muster.admin.target.changed";
    public static final String TOKEN_ISSUED = "io.muster.admin.token.issued";
    public static final String TOKEN_REVOKED = "io.muster.admin.token.revoked";
    public static final String SWITCH_SET = "io.muster.admin.switch.set";
    public static final String STORE_RESTORED = "io.muster.admin.store.restored";
    public static final String UNACCOUNTED_DECIDED = "io.muster.admin.unaccounted.decided";
    public static final String REQUEST_REFUSED = "io.muster.admin.request.refused";
    public static final String AUDIT_READ = "io.muster.audit.read";

    private EventTypes() {}

    /** All types above: what the AsyncAPI document and the JSON Schemas must cover. */
    public static List<String> all() {
        return ALL;
    }

    private static final List<String> ALL = List.of(
            SCHEMA_CHANGED,
            SCHEMA_REMOVED,
            USER_CREATED,
            USER_UPDATED,
            USER_DISABLED,
            USER_ENABLED,
            USER_DELETED,
            GROUP_CREATED,
            GROUP_UPDATED,
            GROUP_DELETED,
            RESOURCE_CREATED,
            RESOURCE_UPDATED,
            RESOURCE_DELETED,
            MEMBERSHIP_ADDED,
            MEMBERSHIP_REMOVED,
            GRANT_GRANTED,
            GRANT_CHANGED,
            GRANT_SUSPENDED,
            GRANT_RESUMED,
            GRANT_REVOKED,
            REQUEST_CREATED,
            REQUEST_APPROVED,
            REQUEST_DENIED,
            REQUEST_EXPIRED,
            REQUEST_CANCELLED,
            SOD_VIOLATED,
            RUN_STARTED,
            RUN_TASK_COMPLETED,
            RUN_TASK_FAILED,
            RUN_COMPLETED,
            ACCOUNT_CREATED,
            ACCOUNT_UPDATED,
            ACCOUNT_DISABLED,
            ACCOUNT_ENABLED,
            ACCOUNT_DELETED,
            ACCOUNT_ADOPTED,
            ACCOUNT_SKIPPED,
            ACCOUNT_FAILED,
            TARGET_QUARANTINED,
            TARGET_RELEASED,
            DRIFT_DETECTED,
            POLICY_APPLIED,
            TARGET_CHANGED,
            TOKEN_ISSUED,
            TOKEN_REVOKED,
            SWITCH_SET,
            STORE_RESTORED,
            UNACCOUNTED_DECIDED,
            REQUEST_REFUSED,
            AUDIT_READ);
}
