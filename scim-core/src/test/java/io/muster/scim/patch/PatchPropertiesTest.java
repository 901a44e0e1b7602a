package io.muster.scim.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.error.ScimError;
import io.muster.scim.fixtures.Json;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class PatchPropertiesTest {
    private static final ResourceType USER = SchemaRegistry.builtIn().user();
    private static final List<JsonNode> VALUES = Json.json("""
            ['x','','True',true,7,null,[],{},{'value':'a'},{'value':''},[{'value':'a','type':'work'},{'value':'b','primary':true}],
             {'value':'a','type':'home','primary':'true'},{'givenName':'G'},['x','y'],{'emails':[{'value':'c'}]},{'name.givenName':'N','id':'1'},
             {'manager':{'value':'m'}},'2026-12-01',{'department':null}]""").valueStream().toList();

    @Property
    void a_patch_never_changes_its_input_and_ends_in_normal_form(
            @ForAll("operations") List<PatchOperation> operations,
            @ForAll("users") ObjectNode user,
            @ForAll boolean entra) {
        ObjectNode before = user.deepCopy();
        PatchRequest request = new PatchRequest(operations);
        String written = request.toString();
        try {
            ObjectNode after = Patch.apply(USER, user, request, entra ? PatchProfile.ENTRA : PatchProfile.RFC);
            assertThat(Resources.normalize(USER, after)).hasToString(after.toString());
            assertThat(after.get("id")).isEqualTo(before.get("id"));
            assertThat(after.get("emails") == null ? 0 : primaries(after)).isLessThanOrEqualTo(1);
        } catch (ScimError.Refused refused) {
            assertThat(refused.error().status()).isEqualTo(400);
        }
        assertThat(user).isEqualTo(before);
        assertThat(request).hasToString(written);
    }

    @Property
    void a_document_in_normal_form_stays_as_it_is(@ForAll("users") ObjectNode user) {
        ObjectNode once = Resources.normalize(USER, user);
        assertThat(Resources.normalize(USER, once)).hasToString(once.toString());
        assertThat(Resources.same(once, Resources.normalize(USER, once))).isTrue();
    }

    private static long primaries(ObjectNode user) {
        return user.get("emails")
                .valueStream()
                .filter(email -> email.path("primary").asBoolean())
                .count();
    }

    @Provide
    Arbitrary<List<PatchOperation>> operations() {
        Arbitrary<@Nullable String> paths = Arbitraries.of(
                        "userName",
                        "title",
                        "active",
                        "name",
                        "name.givenName",
                        "emails",
                        "emails.type",
                        "emails[type eq \"work\"]",
                        "emails[type eq \"work\"].value",
                        "emails[value eq \"a\"].primary",
                        "emails[primary eq true]",
                        "schemas",
                        "id",
                        "meta",
                        "groups",
                        "manager",
                        "manager.value",
                        "manager[value eq \"m\"]",
                        "hireDate",
                        "department",
                        SchemaRegistry.ENTERPRISE_USER,
                        SchemaRegistry.ENTERPRISE_USER + ":costCenter",
                        "nobody",
                        "a b",
                        "password",
                        "roles[primary eq \"True\"].display",
                        "x509Certificates.value",
                        "emails[",
                        "addresses[not (type pr)].country")
                .injectNull(0.15);
        return Combinators.combine(
                        Arbitraries.of(PatchOperation.Op.values()),
                        paths,
                        Arbitraries.of(VALUES).injectNull(0.1))
                .as(PatchOperation::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<ObjectNode> users() {
        Arbitrary<JsonNode> emails = Arbitraries.of(Json.json("""
                [[],[{'value':'a','type':'work','primary':true}],[{'value':'a'},{'value':'b','type':'home','primary':'True'},{'value':'b'}],
                 {'Value':'a','TYPE':'Work'}]""").valueStream().toList());
        Arbitrary<JsonNode> extension =
                Arbitraries.of(Json.json("""
                [null,{},{'department':'D'},{'MANAGER':{'value':'m','displayName':'M','$ref':'r'}},{'manager':'m','costCenter':7}]""").valueStream().toList());
        return Combinators.combine(
                        emails, extension, Arbitraries.of("T", "", " ").injectNull(0.3))
                .as((mails, enterprise, title) -> {
                    ObjectNode user = Json.object(
                            "{'id':'1','userName':'alice','name':{'givenName':'A'},'meta':{'version':'1'}}");
                    user.set("emails", mails);
                    user.set(SchemaRegistry.ENTERPRISE_USER, enterprise);
                    return user.put("title", title);
                });
    }
}
