package io.muster.gateway;

import static io.muster.gateway.Scim.ENTERPRISE;
import static io.muster.gateway.Scim.createUser;
import static io.muster.gateway.Scim.json;
import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static io.muster.gateway.Scim.userWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages by cursor (RFC 9865) show what pages by index show, in the same order, whatever is asked and whatever happens meanwhile. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class CursorPagingTest {
    private static final int PEOPLE = 60;

    private static final String MARK = unique("walk");
    private static final long SEED = Long.getLong("muster.seed", System.nanoTime());
    private static final Random RANDOM = new Random(SEED);
    private static boolean there;

    /** Few different values, so that there are equals; many without, so that the order has both ends. */
    @BeforeEach
    void people_and_groups_of_all_sorts() {
        if (there) {
            return;
        }
        there = true;
        var operations = IntStream.range(0, PEOPLE + 10)
                .mapToObj(i -> "{\"method\":\"POST\",\"path\":\"%s\",\"bulkId\":\"b%d\",\"data\":%s}"
                        .formatted(i < PEOPLE ? "/Users" : "/Groups", i, i < PEOPLE ? somebody() : group()))
                .collect(Collectors.joining(","));
        scim().body("{\"Operations\":[" + operations + "]}")
                .post("/Bulk")
                .then()
                .statusCode(200)
                .body("Operations.status.unique()", is(List.of("201")));
    }

    private String somebody() {
        var more = new ArrayList<String>(List.of("\"externalId\":\"" + MARK + "\""));
        maybe(more, "\"title\":\"%s\"".formatted(oneOf("a", "b", "B", "ä", "", "%", "'", "\\\\", "z".repeat(300))));
        maybe(more, "\"displayName\":\"%s\"".formatted(oneOf("Ann", "ann", "Bob", "\uD83D\uDC69", "Zoë")));
        maybe(more, "\"active\":" + RANDOM.nextBoolean());
        maybe(more, "\"name\":{\"familyName\":\"%s\"}".formatted(oneOf("Weiß", "WEISS", "O'Hara")));
        maybe(
                more,
                "\"emails\":[{\"value\":\"%1$s@x.example\",\"type\":\"work\"},{\"value\":\"%2$s@x.example\",\"type\":\"home\",\"primary\":%3$s}]"
                        .formatted(oneOf("a", "b"), oneOf("c", "d"), RANDOM.nextBoolean()));
        maybe(more, "\"%s\":{\"department\":\"d%d\"}".formatted(ENTERPRISE, RANDOM.nextInt(3)));
        return userWith(unique(oneOf("p", "P", "q")), String.join(",", more));
    }

    private String group() {
        return "{\"displayName\":\"%s\",\"externalId\":\"%s\"}".formatted(unique(oneOf("Ann", "zz")), MARK);
    }

    private void maybe(List<String> all, String one) {
        if (RANDOM.nextInt(3) > 0) {
            all.add(one);
        }
    }

    private String oneOf(String... values) {
        return values[RANDOM.nextInt(values.length)];
    }

    static Stream<String> orders() {
        return Stream.of(
                "",
                "id",
                "userName",
                "title",
                "displayName",
                "active",
                "name.familyName",
                "emails",
                "emails.type",
                "department",
                "schemas",
                "nickName",
                "meta.created",
                "meta.lastModified",
                "meta.version",
                "meta.location",
                "meta.resourceType");
    }

    @ParameterizedTest
    @MethodSource("orders")
    void a_walk_shows_what_an_index_shows(String sortBy) {
        var more = oneOf(" and title pr", " and not (displayName co \"b\")", " and active eq true");
        for (var filter : List.of("", more)) {
            for (var direction : List.of("ascending", "descending")) {
                var query = query("externalId eq \"%s\"%s".formatted(MARK, filter), sortBy, direction);
                assertSameWalk("/Users", query);
                assertSameWalk("/", query);
            }
        }
        // Without an index that finds the people first.
        assertSameWalk("/Users", query("externalId sw \"%s\"".formatted(MARK), sortBy, "descending"));
    }

    private static Map<String, String> query(String filter, String sortBy, String direction) {
        var query = new TreeMap<>(Map.of("filter", filter, "sortOrder", direction, "attributes", "userName"));
        if (!sortBy.isEmpty()) {
            query.put("sortBy", sortBy);
        }
        return query;
    }

    private void assertSameWalk(String address, Map<String, String> query) {
        var byIndex = ids(json(scim().queryParams(query)
                .queryParam("count", 1000)
                .get(address)
                .then()
                .statusCode(200)));
        int size = 5 + RANDOM.nextInt(byIndex.size());
        var byCursor = new ArrayList<String>();
        var page = page(address, query, "", size);
        collect(page, size, byCursor);
        while (page.has("nextCursor")) {
            page = page(address, query, page.path("nextCursor").textValue(), size);
            collect(page, size, byCursor);
        }
        assertThat(byCursor)
                .as("%s %s in pages of %d, seed %d", address, query, size, SEED)
                .containsExactlyElementsOf(byIndex);
    }

    private static void collect(JsonNode page, int size, List<String> ids) {
        var found = ids(page);
        assertThat(found).hasSizeLessThanOrEqualTo(size);
        assertThat(page.path("itemsPerPage").intValue()).isEqualTo(found.size());
        assertThat(page.has("startIndex")).isFalse();
        // Only the last page may be short: nobody has to ask for an empty one.
        if (page.has("nextCursor")) {
            assertThat(found).hasSize(size);
            assertThat(page.path("nextCursor").textValue()).matches("[A-Za-z0-9._~-]+");
        }
        ids.addAll(found);
    }

    private static JsonNode page(String address, Map<String, String> query, String cursor, int count) {
        return json(scim().queryParams(query)
                .queryParam("cursor", cursor)
                .queryParam("count", count)
                .get(address)
                .then()
                .statusCode(200)
                .contentType(Scim.MEDIA));
    }

    private static List<String> ids(JsonNode page) {
        return page.path("Resources")
                .valueStream()
                .map(shown -> shown.path("id").textValue())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("directions")
    void who_comes_or_goes_meanwhile_neither_repeats_nor_hides_others(String sortBy, String direction) {
        var here = unique("meanwhile");
        var ids = new ArrayList<String>();
        for (int i = 10; i < 30; i++) {
            ids.add(createUser(userWith(here + i, "\"externalId\":\"%s\",\"title\":\"t%d\"".formatted(here, i % 4))));
        }
        var stay = new HashSet<>(ids);
        var query = query("externalId eq \"%s\"".formatted(here), sortBy, direction);
        var seen = new ArrayList<String>();
        var page = page("/Users", query, "", 4);
        while (true) {
            var shown = ids(page);
            seen.addAll(shown);
            if (!page.has("nextCursor")) {
                break;
            }
            // The last one of the page, where the next one begins, goes, and so does somebody who has been shown or
            // not.
            delete(shown.getLast(), stay);
            delete(ids.get(RANDOM.nextInt(ids.size())), stay);
            for (var name : List.of(" first", "zz last")) {
                createUser(userWith(
                        here + name + RANDOM.nextInt(),
                        "\"externalId\":\"%s\",\"title\":\"t%d\"".formatted(here, RANDOM.nextInt(6))));
            }
            page = page("/Users", query, page.path("nextCursor").textValue(), 4);
        }
        assertThat(seen).as("seed %d", SEED).doesNotHaveDuplicates().containsAll(stay);
    }

    static Stream<Arguments> directions() {
        return Stream.of("", "userName", "title", "nickName")
                .flatMap(sortBy ->
                        Stream.of("ascending", "descending").map(direction -> Arguments.of(sortBy, direction)));
    }

    private static void delete(String id, Set<String> stay) {
        if (stay.remove(id)) {
            scim().delete("/Users/" + id).then().statusCode(204);
        }
    }

    @Test
    void search_requests_page_the_same_way() {
        for (var address : List.of("/Users/.search", "/.search")) {
            var seen = new ArrayList<String>();
            var cursor = "";
            while (cursor != null) {
                var page = json(scim().body(
                                "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:SearchRequest\"],\"filter\":\"externalId eq \\\"%s\\\"\",\"count\":7,\"sortBy\":\"title\",\"cursor\":\"%s\"}"
                                        .formatted(MARK, cursor))
                        .post(address)
                        .then()
                        .statusCode(200));
                seen.addAll(ids(page));
                cursor = page.path("nextCursor").textValue();
            }
            assertThat(seen)
                    .as(address)
                    .hasSize(address.equals("/.search") ? PEOPLE + 10 : PEOPLE)
                    .doesNotHaveDuplicates();
        }
        for (var wrong : List.of("17", "true", "{}", "[]")) {
            scim().body("{\"cursor\":" + wrong + "}")
                    .post("/Users/.search")
                    .then()
                    .statusCode(400)
                    .body("scimType", is("invalidCursor"));
        }
        scim().body("{\"cursor\":\"\",\"startIndex\":3}")
                .post("/Users/.search")
                .then()
                .statusCode(400);
    }

    @Test
    void the_parameter_needs_no_value_and_the_total_is_told_where_it_costs_nothing() {
        var filter = "filter=externalId%20eq%20%22" + MARK + "%22";
        scim().urlEncodingEnabled(false)
                .get("/Users?cursor&count=3&" + filter)
                .then()
                .body("Resources", hasSize(3))
                .body("nextCursor", not(nullValue()))
                .body("totalResults", nullValue());
        scim().urlEncodingEnabled(false)
                .get("/Users?cursor&count=100&" + filter)
                .then()
                .body("Resources", hasSize(PEOPLE))
                .body("nextCursor", nullValue())
                .body("totalResults", is(PEOPLE));
        for (var count : List.of("0", "-5")) {
            scim().urlEncodingEnabled(false)
                    .get("/Users?cursor&count=" + count + "&" + filter)
                    .then()
                    .body("Resources", hasSize(0))
                    .body("nextCursor", nullValue())
                    .body("totalResults", is(PEOPLE));
        }
        scim().urlEncodingEnabled(false)
                .get("/Users?cursor&count=100000&" + filter)
                .then()
                .body("Resources", hasSize(PEOPLE));
        scim().urlEncodingEnabled(false)
                .get("/Users?cursor&filter=externalId%20eq%20%22nobody%22")
                .then()
                .body("totalResults", is(0))
                .body("nextCursor", nullValue());
        scim().get("/Users").then().body("nextCursor", nullValue()).body("startIndex", is(1));
    }
}
