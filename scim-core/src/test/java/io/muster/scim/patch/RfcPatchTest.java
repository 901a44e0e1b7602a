package io.muster.scim.patch;

import static io.muster.scim.fixtures.Json.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.fixtures.Json;
import io.muster.scim.patch.MemberOperation.Add;
import io.muster.scim.patch.MemberOperation.Remove;
import io.muster.scim.patch.MemberOperation.RemoveAll;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The PATCH requests of RFC 7644 §3.5.2, on the full user of RFC 7643 §8.2 and on a group's members. */
class RfcPatchTest {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.builtIn();
    private static final ResourceType USER = REGISTRY.user();
    private static final ObjectNode BABS =
            Resources.normalize(USER, Json.file("vectors/rfc-examples/rfc7643-8.2-user-full.json"));

    @Test
    void add_emails() {
        ObjectNode without = BABS.deepCopy();
        without.remove(List.of("emails", "nickName"));
        ObjectNode after = Patch.apply(USER, without, vector("3.5.2.1-patch_op-add_emails"), PatchProfile.RFC);
        assertThat(after.get("emails")).isEqualTo(json("[{'value':'babs@jensen.org','type':'home'}]"));
        assertThat(after.get("nickName").asText()).isEqualTo("Babs");
        assertThat(Resources.same(after(BABS, "3.5.2.1-patch_op-add_emails"), BABS))
                .isTrue();
    }

    @Test
    void replace_all_email_values() {
        assertThat(after(BABS, "3.5.2.3-patch_op-replace_all_email_values").get("emails"))
                .isEqualTo(
                        json(
                                "[{'value':'bjensen@example.com','type':'work','primary':true},{'value':'babs@jensen.org','type':'home'}]"));
    }

    @Test
    void remove_a_selected_value() {
        assertThat(after(BABS, "3.5.2.2-patch_op-remove_multi_complex_value").get("emails"))
                .isEqualTo(json("[{'value':'babs@jensen.org','type':'home'}]"));
    }

    @Test
    void replace_an_address_and_a_street() {
        assertThat(after(BABS, "3.5.2.3-patch_op-replace_user_work_address")
                        .get("addresses")
                        .get(0))
                .isEqualTo(BABS.get("addresses")
                        .valueStream()
                        .filter(RfcPatchTest::work)
                        .findFirst()
                        .map(address -> {
                            ObjectNode expected = address.deepCopy();
                            return expected.put("streetAddress", "911 Universal City Plaza")
                                    .put("formatted", "911 Universal City Plaza\nHollywood, CA 91608 US")
                                    .put("country", "US")
                                    .put("primary", true);
                        })
                        .orElseThrow());
        JsonNode street = after(BABS, "3.5.2.3-patch_op-replace_street_address").get("addresses");
        assertThat(street.valueStream()
                        .filter(RfcPatchTest::work)
                        .map(a -> a.get("streetAddress").asText()))
                .containsExactly("1010 Broadway Ave");
        assertThat(street).hasSize(BABS.get("addresses").size());
    }

    @ParameterizedTest
    @CsvSource({
        "3.5.2.1-patch_op-add_members,1",
        "3.5.2.2-patch_op-remove_all_members,1",
        "3.5.2.2-patch_op-remove_one_member,1",
        "3.5.2.2-patch_op-remove_and_add_one_member,2",
        "3.5.2.3-patch_op-replace_all_members,2"
    })
    void members_are_operations_of_their_own(String file, int size) {
        GroupPatch split = GroupPatch.split(REGISTRY.group(), vector(file));
        assertThat(split.document().operations()).isEmpty();
        assertThat(split.members()).hasSize(size);
    }

    @Test
    void members_are_read_as_the_rfc_means_them() {
        GroupPatch split = GroupPatch.split(REGISTRY.group(), vector("3.5.2.2-patch_op-remove_and_add_one_member"));
        assertThat(split.members())
                .containsExactly(
                        new Remove(Set.of("2819c223...919d-413861904646")),
                        new Add(List.of(new Member("08e1d05d...473d93df9210", null, "James Smith"))));
        assertThat(GroupPatch.split(REGISTRY.group(), vector("3.5.2.2-patch_op-remove_all_members"))
                        .members())
                .containsExactly(new RemoveAll());
    }

    private static boolean work(JsonNode address) {
        return address.path("type").asText().equals("work");
    }

    private static ObjectNode after(ObjectNode user, String file) {
        return Patch.apply(USER, user, vector(file), PatchProfile.RFC);
    }

    private static PatchRequest vector(String file) {
        return PatchRequest.parse(Json.file("vectors/rfc-examples/rfc7644-" + file + ".json"));
    }
}
