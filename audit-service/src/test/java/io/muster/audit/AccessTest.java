package io.muster.audit;

import static io.muster.audit.Auditor.auditor;
import static io.muster.audit.Auditor.awaitListed;
import static io.muster.audit.Auditor.id;
import static io.muster.audit.Auditor.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.muster.events.Topics;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who had what, when, why, and as far as was known when. */
@QuarkusTest
@WithTestResource(
        value = MusterServers.class,
        initArgs = {@ResourceArg(name = "postgresql", value = "false"), @ResourceArg(name = "mongodb", value = "true")})
class AccessTest {
    private static final Instant T0 = Instant.parse("2026-11-20T08:00:00Z");

    @Test
    void access_is_answered_as_it_was_at_an_instant_and_as_it_was_known() {
        var eve = id();
        var created = Happenings.userCreated(eve, "eve");
        var granted = Happenings.granted(eve, created, T0.plusSeconds(1), "granted", "active");
        var account = Happenings.account(eve, granted, T0.plusSeconds(2), "created");
        var revoked = Happenings.granted(eve, created, T0.plusSeconds(3600), "revoked", "absent");
        var deleted = Happenings.account(eve, revoked, T0.plusSeconds(3601), "deleted");
        publish(Topics.IDENTITY_USERS, eve, created);
        publish(Topics.ACCESS_EVENTS, eve, Happenings.approved(eve));
        publish(Topics.ACCESS_GRANTS, eve + ":code-host", granted);
        publish(Topics.PROVISIONING_EVENTS, eve, account);
        publish(Topics.ACCESS_GRANTS, eve + ":code-host", revoked);
        publish(Topics.PROVISIONING_EVENTS, eve, deleted);
        awaitListed(deleted);
        awaitListed(revoked);

        access(eve, T0.plusSeconds(1800))
                .then()
                .statusCode(200)
                .body("items.size()", is(1))
                .body("items[0].userName", is("eve"))
                .body("items[0].application", is("code-host"))
                .body("items[0].decided.status", is("active"))
                .body("items[0].decided.entitlements", is(List.of("developer")))
                .body("items[0].decided.approvedBy", is(List.of("boss")))
                .body("items[0].observed.status", is("active"))
                .body("items[0].observed.targetId", is("t-1"));
        access(eve, T0.plusSeconds(7200)).then().body("items", empty());
        access(eve, T0).then().body("items", empty());
        auditor()
                .queryParam("identity", eve)
                .queryParam("at", T0.plusSeconds(1800).toString())
                .queryParam("knownAt", T0.toString())
                .get("/audit/access")
                .then()
                .body("items", empty());

        var changes = auditor()
                .queryParam("from", T0.plusSeconds(3000).toString())
                .queryParam("to", T0.plusSeconds(4000).toString())
                .get("/audit/changes")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(changes.getList("items.change")).containsExactly("revoked");
        assertThat(changes.getString("items[0].effectAt")).isNotNull();
        assertThat(changes.getInt("totals.policy")).isEqualTo(1);
        assertThat(changes.getInt("totals.person")).isZero();

        var chain = auditor()
                .queryParam("event", account.id())
                .get("/audit/subjects/" + eve + "/chain")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(chain.getList("events.id")).containsExactly(created.id(), granted.id(), account.id());
        assertThat(chain.getList("edges"))
                .containsExactly(List.of(created.id(), granted.id()), List.of(granted.id(), account.id()));
        auditor()
                .queryParam("event", account.id())
                .get("/audit/subjects/nobody/chain")
                .then()
                .statusCode(404);
    }

    private static Response access(String identity, Instant at) {
        return auditor()
                .queryParam("identity", identity)
                .queryParam("at", at.toString())
                .get("/audit/access");
    }
}
