package io.muster.stack.targets;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When this application itself received each write: what latency is measured by. The last 200,000 since the start are kept. */
final class WriteLog {
    private static final int KEPT = 200_000;

    /**
     * One write: {@code {"sequence":7,"receivedAt":"…","method":"PATCH","path":"/Users/1f…","status":200,"id":"1f…","externalId":"…","userName":"…","active":false}}; times are real time, UTC.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Write(
            long sequence,
            String receivedAt,
            String method,
            String path,
            int status,
            @Nullable String id,
            @Nullable String externalId,
            @Nullable String userName,
            @Nullable Boolean active) {}

    private final ArrayDeque<Write> writes = new ArrayDeque<>();
    private long sequence;

    synchronized void add(
            Instant receivedAt,
            String method,
            String path,
            int status,
            @Nullable String id,
            @Nullable String externalId,
            @Nullable String userName,
            @Nullable Boolean active) {
        sequence++;
        writes.addLast(
                new Write(sequence, receivedAt.toString(), method, path, status, id, externalId, userName, active));
        if (writes.size() > KEPT) {
            writes.removeFirst();
        }
    }

    /** At most 10,000 writes behind this sequence number, oldest first. */
    synchronized List<Write> after(long position) {
        return writes.stream()
                .filter(write -> write.sequence() > position)
                .limit(10_000)
                .toList();
    }
}
