package io.muster.stack.torture;

import io.muster.events.EventTypes;
import io.muster.events.Topics;
import io.muster.stack.demo.Await;
import io.muster.stack.demo.Http;
import io.muster.stack.demo.StepFailed;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;

/** Whether everybody whose user name begins alike is there, and was told of exactly once: as created. */
final class CreatedOnce {
    private CreatedOnce() {}

    static void demand(Rig rig, String gateway, String prefix, int people, Duration patience) throws Exception {
        var answer = rig.http()
                .get(
                        gateway + "/scim/v2/Users?count=0&filter=" + Http.encoded("userName sw \"" + prefix + "\""),
                        rig.stack().credentials().scim());
        if (answer.path("totalResults").asInt() != people) {
            throw new StepFailed("there are %s people instead of %d".formatted(answer.path("totalResults"), people));
        }
        Await.until("one event for each", patience, () -> missing(rig, prefix, people));
    }

    private static Optional<String> missing(Rig rig, String prefix, int people) {
        var events = new HashMap<String, Integer>();
        for (var read : rig.topics().events()) {
            var resource = read.event().data().resource();
            if (!read.topic().equals(Topics.IDENTITY_USERS)
                    || resource == null
                    || !resource.path("userName").asText().startsWith(prefix)) {
                continue;
            }
            if (!read.event().type().equals(EventTypes.USER_CREATED)) {
                throw new StepFailed("somebody was changed after he was created: " + read.event());
            }
            if (events.merge(resource.path("userName").asText(), 1, Integer::sum) > 1) {
                throw new StepFailed("somebody was created twice: " + read.event());
            }
        }
        return events.size() == people
                ? Optional.empty()
                : Optional.of("%d of %d have an event".formatted(events.size(), people));
    }
}
