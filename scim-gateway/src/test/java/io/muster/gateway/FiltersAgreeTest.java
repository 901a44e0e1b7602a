package io.muster.gateway;

import static io.muster.gateway.Scim.scim;
import static io.muster.gateway.Scim.unique;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.scim.error.ScimError;
import io.muster.scim.filter.Filter;
import io.muster.scim.filter.FilterMatcher;
import io.muster.scim.schema.SchemaRegistry;
import io.muster.testing.MusterServers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A filter selects the same people in the gateway's SQL as in memory, where policies and mappings evaluate it. */
@QuarkusTest
@WithTestResource(MusterServers.class)
class FiltersAgreeTest {
    private static final long SEED = Long.getLong("muster.seed", System.nanoTime() % 1_000_000);
    private static final int USERS = 40;
    private static final int FILTERS = 300;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void random_filters_select_the_same_of_random_people_in_sql_and_in_memory() throws Exception {
        var type = SchemaRegistry.builtIn().user();
        var random = new RandomUsers(new Random(SEED), type);
        var mark = unique("agree");
        for (int i = 0; i < USERS; i++) {
            var user = random.user(mark + i);
            scim().body(user.toString()).post("/Users").then().statusCode(201);
        }
        var people = people(mark);
        assertThat(people).hasSize(USERS);

        int telling = 0;
        var differences = new ArrayList<String>();
        for (int i = 0; i < FILTERS; i++) {
            var filter = random.filter(i % 4);
            FilterMatcher matcher;
            try {
                matcher = FilterMatcher.of(Filter.parse(filter), type);
            } catch (ScimError.Refused refused) {
                var error = refused.error();
                assertThat(answer(mark, filter).path("scimType").asText())
                        .as("seed %d: %s", SEED, filter)
                        .isEqualTo(error.scimType().orElse(""));
                continue;
            }
            var inMemory = ids(people.stream().filter(matcher::matches).toList());
            var inSql = ids(found(mark, filter));
            if (!inSql.equals(inMemory)) {
                differences.add(filter + "\n   in SQL " + names(people, inSql, inMemory) + "\n   in memory "
                        + names(people, inMemory, inSql));
            }
            telling += inMemory.isEmpty() || inMemory.size() == USERS ? 0 : 1;
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

    private static List<JsonNode> people(String mark) throws Exception {
        return JSON.readTree(scim().queryParam("filter", "userName sw \"" + mark + "\"")
                        .get("/Users")
                        .asByteArray())
                .path("Resources")
                .valueStream()
                .toList();
    }

    private static List<JsonNode> found(String mark, String filter) throws Exception {
        var answer = answer(mark, filter);
        assertThat(answer.has("totalResults"))
                .as("seed %d: %s: %s", SEED, filter, answer)
                .isTrue();
        return answer.path("Resources").valueStream().toList();
    }

    private static JsonNode answer(String mark, String filter) throws Exception {
        return JSON.readTree(scim().queryParam("filter", "userName sw \"%s\" and (%s)".formatted(mark, filter))
                .queryParam("attributes", "id")
                .get("/Users")
                .asByteArray());
    }
}
