package io.muster.benchmarks.gateway;

import java.time.Duration;
import java.util.List;

/**
 * The size of a measurement.
 *
 * @param connections of the loads
 * @param rounds how often ceiling and gateway take turns
 * @param round how long each turn is
 * @param warmUp how long each kind of request is sent before
 * @param few people in the store for the loads, and for what many are held against
 * @param many people in the store in the end
 * @param members of the large group
 * @param page the far page, by cursor
 * @param pageSize resources on a page
 * @param samples requests for each distribution of times
 * @param javaOptions of gateway and row endpoint
 */
record Settings(
        int connections,
        int rounds,
        Duration round,
        Duration warmUp,
        int few,
        int many,
        int members,
        int page,
        int pageSize,
        int samples,
        List<String> javaOptions) {
    Settings {
        javaOptions = List.copyOf(javaOptions);
        demand(connections >= 1 && connections <= 100, "--connections is 1 to 100");
        demand(rounds >= 1 && rounds <= 20, "--rounds is 1 to 20");
        demand(!round.isNegative() && round.toSeconds() >= 1, "--seconds is at least 1");
        demand(!warmUp.isNegative(), "--warm-up is not negative");
        demand(few >= 100, "--few is at least 100");
        demand(many > few && many <= 5_000_000, "--many is more than --few and at most 5,000,000");
        demand(samples >= 1 && samples <= 100_000, "--samples is 1 to 100,000");
        demand(
                members >= 1 && members + samples < many,
                "--members is at least 1; with --samples it is less than --many");
        demand(pageSize >= 1 && pageSize <= 1000, "--page-size is 1 to 1000");
        demand(page >= 2 && (long) page * pageSize < many, "--page is at least 2, and its people are less than --many");
    }

    private static void demand(boolean so, String otherwise) {
        if (!so) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
