package io.muster.dispatcher.account;

import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.NewAccount;
import io.muster.dispatcher.connector.Outcome;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The world as a dispatcher meets it that has lost its database: the topics are full, and so are the targets. Starts after servers and targets.
 */
public final class KnownCompany implements QuarkusTestResourceLifecycleManager {
    static final int PEOPLE = 30;
    static final String SUSPENDED = "suspended";
    static final String REVOKED = "revoked";
    /** Somebody whom no topic knows. */
    static final String STRANGER = "stranger";

    static String id(int number) {
        return "known-" + number;
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public Map<String, String> start() {
        try (var feed = new Feed();
                var wiki = Dispatcher.scim(TargetServers.wikiUrl())) {
            for (int number = 0; number < PEOPLE; number++) {
                person(feed, id(number), "active");
                account(wiki, id(number), true);
                wiki.changeMembers(
                        "editor",
                        Dispatcher.found(wiki, "externalId", id(number)).stream()
                                .map(account -> account.id())
                                .collect(Collectors.toSet()),
                        Set.of());
            }
            person(feed, SUSPENDED, "disabled");
            account(wiki, SUSPENDED, false);
            person(feed, REVOKED, "absent");
            account(wiki, STRANGER, true);
        }
        // The group of the service that ran before still counts its member for a while, and it has no say here.
        return Map.of("mp.messaging.incoming.events.group.id", "without-a-memory");
    }

    private static void person(Feed feed, String id, String status) {
        feed.user(id, "user." + id, true);
        feed.grant(id, "wiki", "active", "editor");
        if (!status.equals("active")) {
            feed.grant(id, "wiki", status);
        }
    }

    private static void account(Connector wiki, String id, boolean active) {
        var made = wiki.create(new NewAccount(
                true, Map.of("userName", TextNode.valueOf("user." + id), "externalId", TextNode.valueOf(id))));
        if (!(made instanceof Outcome.Applied)) {
            throw new IllegalStateException(id + ": " + made);
        }
        if (!active) {
            wiki.setActive(Dispatcher.found(wiki, "externalId", id).getFirst().id(), false);
        }
    }

    @Override
    public void stop() {}
}
