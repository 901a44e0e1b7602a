package io.muster.gateway;

import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.scim.error.ScimError;
import io.muster.scim.filter.Filter;
import io.muster.scim.filter.FilterMatcher;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A filter selects the same resources in the gateway's SQL as in memory, where policies and mappings evaluate it. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class FiltersAgreeTest {
    private static final long SEED = Long.getLong("muster.seed", System.nanoTime() % 1_000_000);
    private static final int MANY = 40;
    private static final int FILTERS = 300;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where what is asked lies, and what keeps the resources of other tests out of it. */
    private record Asked(String endpoint, ResourceType type, Optional<String> only) {
        String narrowed(String filter) {
            return only.map(mark -> "%s and (%s)".formatted(mark, filter)).orElse(filter);
        }

        JsonNode answer(String filter, String attributes) throws Exception {
            return JSON.readTree(scim().queryParam("filter", filter)
                    .queryParam("attributes", attributes)
                    .get(endpoint)
                    .asByteArray());
        }

        List<JsonNode> all() throws Exception {
            var request = scim();
            only.ifPresent(mark -> request.queryParam("filter", mark));
            return JSON.readTree(request.get(endpoint).asByteArray())
                    .path("Resources")
                    .valueStream()
                    .toList();
        }
    }

    @Test
    void random_filters_select_the_same_of_random_people_in_sql_and_in_memory() throws Exception {
        var type = SchemaRegistry.builtIn().user();
        var random = new RandomUsers(new Random(SEED), type);
        var mark = unique("agree");
        for (int i = 0; i < MANY; i++) {
            var user = random.user(mark + i);
            scim().body(user.toString()).post("/Users").then().statusCode(201);
        }
        agree(new Asked("/Users", type, Optional.of("userName sw \"" + mark + "\"")), random);
    }

    @Test
    void random_filters_select_the_same_of_resources_of_a_random_type_in_sql_and_in_memory() throws Exception {
        var random = new Random(SEED);
        try (var schema = new RandomSchema(random)) {
            var type = schema.type();
            var things = new RandomUsers(random, type);
            for (int i = 0; i < MANY; i++) {
                var thing = things.resource().toString();
                var answer = scim().body(thing).post(type.endpoint());
                assertThat(answer.statusCode())
                        .as("seed %d: %s: %s", SEED, thing, answer.asString())
                        .isEqualTo(201);
            }
            agree(new Asked(type.endpoint(), type, Optional.empty()), things);
        }
    }

    private static void agree(Asked asked, RandomUsers random) throws Exception {
        var all = asked.all();
        assertThat(all).hasSize(MANY);
        int telling = 0;
        var differences = new ArrayList<String>();
        for (int i = 0; i < FILTERS; i++) {
            var filter = random.filter(i % 4);
            var answer = asked.answer(asked.narrowed(filter), "id");
            FilterMatcher matcher;
            try {
                matcher = FilterMatcher.of(Filter.parse(filter), asked.type());
            } catch (ScimError.Refused refused) {
                assertThat(answer.path("scimType").asText())
                        .as("seed %d: %s", SEED, filter)
                        .isEqualTo(refused.error().scimType().orElse(""));
                continue;
            }
            assertThat(answer.has("totalResults"))
                    .as("seed %d: %s: %s", SEED, filter, answer)
                    .isTrue();
            var inMemory = ids(all.stream().filter(matcher::matches).toList());
            var inSql = ids(answer.path("Resources").valueStream().toList());
            if (!inSql.equals(inMemory)) {
                differences.add(filter + "\n   in SQL " + names(all, inSql, inMemory) + "\n   in memory "
                        + names(all, inMemory, inSql));
            }
            telling += inMemory.isEmpty() || inMemory.size() == MANY ? 0 : 1;
        }
        assertThat(differences).as("seed %d", SEED).isEmpty();
        assertThat(telling).as("filters that select some and not all").isGreaterThan(FILTERS / 10);
    }

    private static List<String> names(List<JsonNode> people, Set<String> these, Set<String> withoutThose) {
        return people.stream()
                .filter(person -> these.contains(person.path("id").asText()))
                .filter(person -> !withoutThose.contains(person.path("id").asText()))
                .map(JsonNode::toString)
                .limit(2)
                .toList();
    }

    private static Set<String> ids(List<JsonNode> people) {
        var ids = new TreeSet<String>();
        people.forEach(person -> ids.add(person.path("id").asText()));
        return ids;
    }
}
