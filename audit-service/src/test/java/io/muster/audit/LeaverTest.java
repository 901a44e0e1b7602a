package io.muster.audit;

import static io.muster.audit.Auditor.auditor;
import static io.muster.audit.Auditor.awaitListed;
import static io.muster.audit.Auditor.id;
import static io.muster.audit.Auditor.publish;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.muster.events.Event;
import io.muster.events.Topics;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whoever leaves is disabled at once; what lifecycle-workflows decides of it may come much later. */
@QuarkusTest
@WithTestResource(
        value = MusterServers.class,
        initArgs = {@ResourceArg(name = "postgresql", value = "false"), @ResourceArg(name = "mongodb", value = "true")})
class LeaverTest {
    private static final Instant HIRED = Instant.parse("2026-03-02T08:00:00Z");
    private static final Instant LEFT = Instant.parse("2026-06-30T17:00:00Z");
    private static final Instant DISABLED = LEFT.plusSeconds(1);
    /** The workflows were away over night. */
    private static final Instant DECIDED = LEFT.plus(Duration.ofHours(15));

    @Test
    void access_ended_when_the_account_was_disabled_also_if_the_suspension_was_decided_later() {
        var bob = id();
        var granted = joins(bob);
        leaves(bob);
        var suspended = Happenings.granted(bob, granted, DECIDED, "suspended", "disabled", 2);
        grant(bob, suspended);
        change(bob, "suspended").body("effectAt", is(DISABLED.toString()));

        var end = DECIDED.plus(Duration.ofDays(30));
        var revoked = Happenings.granted(bob, suspended, end, "revoked", "absent", 3);
        grant(bob, revoked);
        change(bob, "revoked").body("effectAt", nullValue());
        account(bob, Happenings.account(bob, revoked, end.plusSeconds(2), "deleted", 3));
        change(bob, "granted").body("effectAt", is(HIRED.plusSeconds(2).toString()));
        change(bob, "suspended").body("effectAt", is(DISABLED.toString()));
        change(bob, "revoked").body("effectAt", is(end.plusSeconds(2).toString()));

        access(bob, DISABLED.minusMillis(1), "active", "active", HIRED.plusSeconds(2));
        access(bob, DISABLED, "active", "disabled", DISABLED);
        access(bob, DECIDED, "disabled", "disabled", DISABLED);
        access(bob, end.minusSeconds(1), "disabled", "disabled", DISABLED);
    }

    @Test
    void access_that_is_revoked_without_a_retention_ended_when_the_account_was_disabled() {
        var carl = id();
        var granted = joins(carl);
        leaves(carl);
        var revoked = Happenings.granted(carl, granted, DECIDED, "revoked", "absent", 2);
        grant(carl, revoked);
        account(carl, Happenings.account(carl, revoked, DECIDED.plusSeconds(2), "deleted", 2));
        change(carl, "revoked").body("effectAt", is(DISABLED.toString()));
        access(carl, DISABLED, "active", "disabled", DISABLED);
    }

    private static Event joins(String id) {
        var created = Happenings.userCreated(id, "user-" + id);
        publish(Topics.IDENTITY_USERS, id, created);
        var granted = Happenings.granted(id, created, HIRED.plusSeconds(1), "granted", "active", 1);
        grant(id, granted);
        account(id, Happenings.account(id, granted, HIRED.plusSeconds(2), "created", 1));
        return granted;
    }

    /** The dispatcher needs nobody to disable whoever is not active. */
    private static void leaves(String id) {
        var left = Happenings.userDisabled(id, LEFT);
        publish(Topics.IDENTITY_USERS, id, left);
        account(id, Happenings.account(id, left, DISABLED, "disabled", 1));
    }

    private static void grant(String id, Event event) {
        publish(Topics.ACCESS_GRANTS, id + ":code-host", event);
        awaitListed(event);
    }

    private static void account(String id, Event event) {
        publish(Topics.PROVISIONING_EVENTS, id, event);
        awaitListed(event);
    }

    private static ValidatableResponse change(String id, String change) {
        return auditor()
                .queryParam("from", HIRED.toString())
                .queryParam("to", DECIDED.plus(Duration.ofDays(31)).toString())
                .queryParam("limit", 1000)
                .get("/audit/changes")
                .then()
                .statusCode(200)
                .rootPath("items.find { it.identity == '" + id + "' && it.change == '" + change + "' }")
                .body("identity", is(id));
    }

    private static void access(String id, Instant at, String decided, String observed, Instant since) {
        auditor()
                .queryParam("identity", id)
                .queryParam("at", at.toString())
                .get("/audit/access")
                .then()
                .statusCode(200)
                .body("items.size()", is(1))
                .body("items[0].decided.status", is(decided))
                .body("items[0].observed.status", is(observed))
                .body("items[0].observed.at", is(since.toString()));
    }
}
