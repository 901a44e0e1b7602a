package io.muster.gateway.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.scim.schema.SchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BulkPlanTest {
    private final List<BulkOperation> operations = new ArrayList<>();

    @Test
    void what_touches_nothing_together_is_one_wave() {
        IntStream.range(0, 50).forEach(i -> add("POST", "/Users", "u" + i, "{'userName':'u" + i + "','title':'same'}"));
        assertThat(waves()).hasSize(1);
    }

    @Test
    void one_name_is_taken_in_the_order_of_the_request() {
        add("POST", "/Users", "a", "{'userName':'Alice'}");
        add("POST", "/Users", "b", "{'urn:ietf:params:scim:schemas:core:2.0:User:userName':'alice'}");
        add("PATCH", "/Users/1", null, "{'Operations':[{'op':'replace','path':'userName','value':'ALICE'}]}");
        add("PATCH", "/Users/2", null, "{'Operations':[{'op':'replace','value':{'userName':'alice'}}]}");
        add("POST", "/Users", "e", "{'userName':'eve','nickName':'alice'}");
        assertThat(waves()).containsExactly(List.of(0), List.of(1), List.of(2), List.of(3), List.of(4));
    }

    @Test
    void what_gives_names_back_waits_for_what_takes_them_and_not_for_its_like() {
        add("POST", "/Users", "a", "{'userName':'a'}");
        add("DELETE", "/Users/1", null, "{}");
        add("DELETE", "/Users/2", null, "{}");
        add("POST", "/Users", "b", "{'userName':'b'}");
        add("PATCH", "/Users/3", null, "{'Operations':[{'op':'replace','path':'title','value':'t'}]}");
        add("POST", "/Groups", "g", "{'displayName':'g'}");
        assertThat(waves()).containsExactly(List.of(0, 4, 5), List.of(1, 2), List.of(3));
    }

    @Test
    void a_resource_is_there_for_whatever_names_it_before_its_end() {
        add("POST", "/Groups", "g", "{'displayName':'g','members':[{'value':'1'}]}");
        add("PATCH", "/Groups/9", null, "{'Operations':[{'op':'add','path':'members','value':[{'value':'1'}]}]}");
        add("DELETE", "/Users/1", null, "{}");
        add("POST", "/Groups", "h", "{'displayName':'h','members':[{'value':'1'}]}");
        assertThat(waves()).containsExactly(List.of(0, 1), List.of(2), List.of(3));
    }

    @Test
    void what_an_operation_needs_comes_before_it_even_against_the_order() {
        add("PATCH", "/Users/1", null, "{'Operations':[{'value':{'userName':'n','manager':{'value':'bulkId:m'}}}]}");
        add("POST", "/Users", "m", "{'userName':'n'}");
        assertThat(waves()).containsExactly(List.of(1), List.of(0));
    }

    private void add(String method, String path, @Nullable String bulkId, String data) {
        try {
            var json = new ObjectMapper()
                    .createObjectNode()
                    .put("method", method)
                    .put("path", path)
                    .put("bulkId", bulkId);
            json.set("data", new ObjectMapper().readTree(data.replace('\'', '"')));
            operations.add(BulkOperation.read(operations.size(), json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(data, e);
        }
    }

    private List<List<Integer>> waves() {
        var touches = new Touches(SchemaRegistry.builtIn().resourceTypes(), operations);
        var plan = BulkPlan.of(operations, touches::of);
        assertThat(plan.left()).isEmpty();
        return plan.waves().stream()
                .map(wave -> wave.stream().map(BulkOperation::index).toList())
                .toList();
    }
}
