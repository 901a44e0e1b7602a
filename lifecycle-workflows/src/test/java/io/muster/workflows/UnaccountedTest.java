package io.muster.workflows;

import static io.muster.workflows.Company.PATIENCE;
import static io.muster.workflows.Company.employee;
import static io.muster.workflows.Company.status;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.muster.events.EventTypes;
import io.muster.testing.MusterServers;
import io.muster.testing.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gateway tells no more since its store was restored is kept and listed, until it is told of again in its epoch. */
@QuarkusTest
@WithTestResource(MusterServers.class)
@WithTestResource(MailServer.class)
class UnaccountedTest {
    private Company company;

    @BeforeEach
    void open() {
        company = new Company();
        Company.apply(true, SamplePolicies.ALL).statusCode(200);
    }

    @AfterEach
    void close() {
        company.close();
    }

    @Test
    void who_is_not_told_in_the_new_epoch_keeps_everything_and_is_listed_until_it_is_decided() {
        var ann = employee("ann-restored", "Engineering", null);
        var bob = employee("bob-unaccounted", "Engineering", null);
        var annId = company.joins(ann);
        var bobId = company.joins(bob);
        var group = company.group("Kept");
        var lost = company.group("Lost");
        company.enters(group, annId);
        company.enters(lost, annId);
        company.grant(EventTypes.GRANT_GRANTED, annId, "code-host");
        company.grant(EventTypes.GRANT_GRANTED, bobId, "code-host");

        company.restored(2);
        company.toldAgain(ann);
        company.groupAgain(group);

        var membership = group + ":" + annId;
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(listed())
                        .doesNotContainKeys(annId, group, lost + ":" + annId)
                        .containsEntry(bobId, "bob-unaccounted")
                        .containsEntry(lost, "Lost")
                        .containsEntry(membership, "Kept / ann-restored"));
        status(bobId, "code-host", "active");
        one(bobId, "scim:admin")
                .statusCode(200)
                .body("type", is("User"), "epoch", is(1), "resource.userName", equalTo("bob-unaccounted"));
        one(bobId, "policy:read").statusCode(403);
        one(annId, "scim:admin").statusCode(404);

        company.deleted(bob);
        company.exits(group, annId);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(listed()).doesNotContainKeys(bobId, membership));
        company.grant(EventTypes.GRANT_REVOKED, bobId, "code-host");
        status(annId, "code-host", "active");
    }

    private static ValidatableResponse one(String id, String scope) {
        return given().auth()
                .oauth2(Tokens.with(scope))
                .get("/unaccounted/" + id)
                .then();
    }

    /** Id to name, page by page. */
    private static Map<String, @Nullable String> listed() {
        var all = new ArrayList<Map<String, String>>();
        String cursor = "";
        do {
            var page = given().auth()
                    .oauth2(Tokens.with("policy:read"))
                    .queryParam("cursor", cursor)
                    .queryParam("limit", 2)
                    .get("/unaccounted")
                    .then()
                    .statusCode(200)
                    .extract();
            List<Map<String, String>> items = page.path("items");
            all.addAll(items);
            cursor = page.path("next");
        } while (cursor != null);
        var names = new HashMap<String, @Nullable String>();
        all.forEach(one -> names.put(String.valueOf(one.get("id")), one.get("name")));
        return names;
    }
}
