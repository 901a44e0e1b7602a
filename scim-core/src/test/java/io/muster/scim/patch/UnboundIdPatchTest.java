package io.muster.scim.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.GenericScimResource;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.utils.JsonUtils;
import io.muster.scim.error.ScimError;
import io.muster.scim.fixtures.Json;
import io.muster.scim.resource.Resources;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same PATCH requests on the same users, by us and by the UnboundID SCIM 2 SDK, which knows no schema; its result is brought into our
 * normal form before it is compared. Where the two disagree, RFC 7644 §3.5.2 decides; each such case stands in {@link #disagreements} and
 * is left out of the random comparison.
 */
class UnboundIdPatchTest {
    private static final ResourceType USER = SchemaRegistry.builtIn().user();
    private static final String DEPARTMENT = SchemaRegistry.ENTERPRISE_USER + ":department";
    private static final List<String> TEXTS = List.of("a", "b", "c d", "é");
    private static final List<String> TYPES = List.of("work", "home", "other");

    @Property
    void both_come_to_the_same_user_or_both_refuse(
            @ForAll("users") ObjectNode user, @ForAll("requests") ObjectNode request) {
        assertSame(ours(user, request), theirs(user, request), request + " on " + user);
    }

    private static void assertSame(Optional<ObjectNode> ours, Optional<ObjectNode> theirs, String what) {
        assertThat(ours.isPresent())
                .as("%s: ours %s, theirs %s", what, ours, theirs)
                .isEqualTo(theirs.isPresent());
        ours.ifPresent(mine -> assertThat(Resources.same(mine, theirs.orElseThrow()))
                .as("%s: ours %s, theirs %s", what, mine, theirs)
                .isTrue());
    }

    @ParameterizedTest
    @MethodSource("disagreements")
    void a_disagreement_is_decided_by_the_rfc(String why, String before, String operation, String ours, String theirs) {
        ObjectNode user = user(Json.object(before));
        ObjectNode request = request(
                List.of((ObjectNode) Json.strict(operation.replace('\'', '"').replace("~", "\\\""))));
        assertSame(ours(user, request), expected(ours), why);
        assertSame(theirs(user, request), expected(theirs), why);
    }

    static Stream<Arguments> disagreements() {
        return Stream.of(
                Arguments.of(
                        "what is added is the operation's value (§3.5.2.1), also where the filter that nothing matches names another",
                        "{}",
                        "{'op':'add','path':'emails[value eq ~b~].value','value':'a'}",
                        "{'emails':[{'value':'a'}]}",
                        "{'emails':[{'value':'b'}]}"),
                Arguments.of(
                        "a filter may select several values (§3.5.2: those that match), also for an add",
                        "{'emails':[{'value':'a','type':'work'},{'value':'b','type':'work'}]}",
                        "{'op':'add','path':'emails[type eq ~work~].display','value':'D'}",
                        "{'emails':[{'value':'a','type':'work','display':'D'},{'value':'b','type':'work','display':'D'}]}",
                        "refused"),
                Arguments.of(
                        "a value that is there already is not added again (§3.5.2.1): what is given says nothing new",
                        "{'emails':[{'value':'a','type':'work'}]}",
                        "{'op':'add','path':'emails','value':[{'value':'a'}]}",
                        "{'emails':[{'value':'a','type':'work'}]}",
                        "{'emails':[{'value':'a','type':'work'},{'value':'a'}]}"),
                Arguments.of(
                        "type and value together are one value (RFC 7643 §2.4: the same pair SHOULD NOT be there twice); it takes on the other part",
                        "{'emails':[{'value':'a','type':'work'}]}",
                        "{'op':'add','path':'emails','value':[{'value':'a','type':'work','display':'A'}]}",
                        "{'emails':[{'value':'a','type':'work','display':'A'}]}",
                        "{'emails':[{'value':'a','type':'work'},{'value':'a','type':'work','display':'A'}]}"),
                Arguments.of(
                        "texts that are not caseExact are equal in any case (RFC 7643 §2.2), so that this value is there already",
                        "{'emails':[{'value':'a','type':'work'}]}",
                        "{'op':'add','path':'emails','value':[{'value':'A','type':'Work'}]}",
                        "{'emails':[{'value':'a','type':'work'}]}",
                        "{'emails':[{'value':'a','type':'work'},{'value':'A','type':'Work'}]}"),
                Arguments.of(
                        "a value that becomes primary takes it from the others (§3.5.2)",
                        "{'emails':[{'value':'a','primary':true}]}",
                        "{'op':'add','path':'emails','value':[{'value':'b','primary':true}]}",
                        "{'emails':[{'value':'a','primary':false},{'value':'b','primary':true}]}",
                        "{'emails':[{'value':'a','primary':true},{'value':'b','primary':true}]}"),
                Arguments.of(
                        "a readOnly attribute cannot be changed (§3.5.2: mutability); without a schema nobody knows",
                        "{}",
                        "{'op':'replace','path':'id','value':'2'}",
                        "refused",
                        "{'id':'2'}"),
                Arguments.of(
                        "null and no value are the same (RFC 7643 §2.5): replaced by null is removed",
                        "{'title':'T'}",
                        "{'op':'replace','path':'title','value':null}",
                        "{}",
                        "refused"),
                Arguments.of(
                        "an object without attributes adds nothing, which is no error (§3.5.2.1)",
                        "{'title':'T'}",
                        "{'op':'add','value':{}}",
                        "{'title':'T'}",
                        "refused"));
    }

    private static Optional<ObjectNode> expected(String user) {
        return user.equals("refused") ? Optional.empty() : Optional.of(user(Json.object(user)));
    }

    private static Optional<ObjectNode> ours(ObjectNode user, ObjectNode request) {
        try {
            return Optional.of(Patch.apply(USER, user, PatchRequest.parse(request), PatchProfile.RFC));
        } catch (ScimError.Refused refused) {
            return Optional.empty();
        }
    }

    private static Optional<ObjectNode> theirs(ObjectNode user, ObjectNode request) {
        GenericScimResource resource = new GenericScimResource(user.deepCopy());
        try {
            Objects.requireNonNull(
                            JsonUtils.nodeToValue(request, com.unboundid.scim2.common.messages.PatchRequest.class))
                    .apply(resource);
            return Optional.of(Resources.normalize(USER, resource.getObjectNode()));
        } catch (ScimException | JsonProcessingException refused) {
            return Optional.empty();
        }
    }

    private static ObjectNode user(ObjectNode parts) {
        ObjectNode user = Json.object("{'id':'1','userName':'alice'}");
        user.setAll(parts);
        return Resources.normalize(USER, user);
    }

    private static ObjectNode request(List<ObjectNode> operations) {
        ObjectNode request = Json.object("{'schemas':['" + PatchRequest.SCHEMA + "']}");
        request.putArray("Operations").addAll(operations);
        return request;
    }

    @Provide
    Arbitrary<ObjectNode> users() {
        return Arbitraries.randomValue(random -> user(parts(random)));
    }

    @Provide
    Arbitrary<ObjectNode> requests() {
        return Arbitraries.randomValue(random -> request(IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(i -> operation(random))
                .toList()));
    }

    /** Some attributes of a user: the value of an operation without a path, and what a user has before. */
    private static ObjectNode parts(Random random) {
        ObjectNode parts = Json.object("{}");
        if (random.nextBoolean()) {
            parts.put("title", one(TEXTS, random));
        }
        if (random.nextBoolean()) {
            parts.set("name", name(random));
        }
        if (random.nextBoolean()) {
            parts.set("emails", emails(random));
        }
        if (random.nextBoolean()) {
            parts.putObject(SchemaRegistry.ENTERPRISE_USER).put("department", one(TEXTS, random));
        }
        return parts;
    }

    private static ObjectNode operation(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> change("add", random);
            case 1 -> change("replace", random);
            default ->
                Json.object("{'op':'remove'}")
                        .put(
                                "path",
                                one(
                                        List.of(
                                                "title",
                                                "name",
                                                "name.givenName",
                                                "emails",
                                                selected(random),
                                                DEPARTMENT),
                                        random));
        };
    }

    private static ObjectNode change(String op, Random random) {
        Map<String, JsonNode> values = Map.of(
                "title",
                text(random),
                "name",
                name(random),
                "name.givenName",
                text(random),
                "emails",
                emails(random),
                DEPARTMENT,
                text(random),
                "",
                parts(random).put("title", one(TEXTS, random)));
        ObjectNode operation = Json.object("{}").put("op", op);
        if (op.equals("replace") && random.nextInt(4) == 0) {
            return operation.put("path", selected(random) + ".value").put("value", one(TEXTS, random));
        }
        String path = one(values.keySet().stream().sorted().toList(), random);
        if (!path.isEmpty()) {
            operation.put("path", path);
        }
        return operation.set("value", values.get(path));
    }

    private static String typed(Random random) {
        return "emails[type eq \"" + one(TYPES, random) + "\"]";
    }

    private static String selected(Random random) {
        return random.nextBoolean() ? typed(random) : "emails[value eq \"" + one(TEXTS, random) + "\"]";
    }

    private static JsonNode text(Random random) {
        return Json.json("'" + one(TEXTS, random) + "'");
    }

    private static ObjectNode name(Random random) {
        ObjectNode name = Json.object("{}").put("familyName", one(TEXTS, random));
        return random.nextBoolean() ? name.put("givenName", one(TEXTS, random)) : name;
    }

    /** One to three different values, each with a type. */
    private static JsonNode emails(Random random) {
        ObjectNode holder = Json.object("{}");
        List<String> texts = TEXTS.subList(0, 1 + random.nextInt(3));
        texts.forEach(text ->
                holder.withArray("emails").addObject().put("value", text).put("type", one(TYPES, random)));
        return holder.get("emails");
    }

    private static <T> T one(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
