package io.muster.audit;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandSucceededEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the documents that the store hands out, by collection. Quarkus adds it to the client. */
@ApplicationScoped
public class RowsRead implements CommandListener {
    private final Map<String, Integer> read = new ConcurrentHashMap<>();

    @Override
    public void commandSucceeded(CommandSucceededEvent event) {
        var response = event.getResponse();
        if (response.isDocument("cursor")) {
            var cursor = response.getDocument("cursor");
            var batch = cursor.containsKey("firstBatch") ? "firstBatch" : "nextBatch";
            var collection = cursor.getString("ns").getValue();
            read.merge(
                    collection.substring(collection.indexOf('.') + 1),
                    cursor.getArray(batch).size(),
                    Integer::sum);
        }
    }

    int of(String collection) {
        return read.getOrDefault(collection, 0);
    }
}
