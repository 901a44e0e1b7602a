package io.muster.dispatcher.connector.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.dispatcher.connector.AccountPage;
import io.muster.dispatcher.connector.Answer;
import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.NewAccount;
import io.muster.dispatcher.connector.Outcome;
import io.muster.dispatcher.connector.TargetAccount;
import io.muster.dispatcher.connector.TargetId;
import io.muster.dispatcher.connector.scim.ScimHttp.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A target that speaks SCIM 2.0: accounts are Users, entitlements are Groups named by their displayName. */
public final class ScimConnector implements Connector {
    private static final int PAGE = 100;
    /** Enough to see that a match is not the only one. */
    private static final int MOST_HITS = 5;

    private final ScimHttp http;
    private final ScimAccounts accounts;
    private final ScimGroups groups;
    private volatile boolean patches = true;

    /** Opens no connection yet. */
    public ScimConnector(ScimSettings settings) {
        this.http = new ScimHttp(settings);
        this.accounts = new ScimAccounts(settings.attributes());
        this.groups = new ScimGroups(http);
    }

    @Override
    public Answer<List<TargetAccount>> search(Map<String, JsonNode> equal) {
        String filter = equal.entrySet().stream()
                .map(entry -> entry.getKey() + " eq " + literal(entry.getValue()))
                .collect(Collectors.joining(" and "));
        return resources(http.get("/Users?filter=" + encode(filter) + "&count=" + MOST_HITS))
                .map(list -> list.stream()
                        .map(accounts::account)
                        .flatMap(Optional::stream)
                        .toList());
    }

    @Override
    public Answer<Optional<TargetAccount>> read(TargetId id) {
        return resource(id).map(found -> found.flatMap(Resource::account));
    }

    @Override
    public Outcome create(NewAccount account) {
        Reply reply = http.send(
                "POST", "/Users", accounts.resource(account.active(), account.attributes()), Optional.empty());
        if (reply instanceof Reply.Answered answered) {
            if (answered.status() == 409) {
                return new Outcome.Conflict(ScimHttp.detail(answered));
            }
            if (answered.ok()) {
                Optional<TargetAccount> made = accounts.account(answered.body());
                return made.isPresent()
                        ? new Outcome.Applied(made)
                        : new Outcome.Unknown("the target answered " + answered.status() + " without an id");
            }
        }
        return ScimHttp.trouble(reply);
    }

    @Override
    public Outcome update(TargetId id, Map<String, JsonNode> changes) {
        return change(id, changes.keySet(), current -> accounts.changed(current, changes));
    }

    @Override
    public Outcome setActive(TargetId id, boolean active) {
        if (!patches) {
            return change(id, Set.of("active"), current -> current.deepCopy().put("active", active));
        }
        var operations = JsonNodeFactory.instance.arrayNode();
        operations.addObject().put("op", "replace").put("path", "active").put("value", active);
        Reply reply = http.send("PATCH", path(id), ScimAccounts.patchOf(operations), Optional.empty());
        if (reply instanceof Reply.Answered answered && answered.notImplemented()) {
            patches = false;
            return setActive(id, active);
        }
        return written(reply);
    }

    @Override
    public Outcome delete(TargetId id) {
        Reply reply = http.send("DELETE", path(id), null, Optional.empty());
        return written(reply);
    }

    /** Reads, changes, and writes what differs: by PATCH, or by PUT of the whole where there is no PATCH. */
    private Outcome change(TargetId id, Set<String> names, UnaryOperator<ObjectNode> change) {
        return switch (resource(id)) {
            case Answer.Failed<Optional<Resource>>(Outcome.Trouble trouble) -> beforeWriting(trouble);
            case Answer.Got<Optional<Resource>>(Optional<Resource> found) ->
                found.map(current -> write(id, current, names, change.apply(current.body())))
                        .orElseGet(Outcome.Missing::new);
        };
    }

    private Outcome write(TargetId id, Resource current, Set<String> names, ObjectNode wanted) {
        Optional<ObjectNode> patch = accounts.patch(current.body(), wanted, names);
        if (patch.isEmpty()) {
            return new Outcome.Unchanged();
        }
        if (patches) {
            Reply reply = http.send("PATCH", path(id), patch.get(), Optional.empty());
            if (!(reply instanceof Reply.Answered answered && answered.notImplemented())) {
                return written(reply);
            }
            patches = false;
        }
        return written(http.send("PUT", path(id), ScimAccounts.writable(wanted), current.etag()));
    }

    private Outcome written(Reply reply) {
        if (reply instanceof Reply.Answered answered) {
            if (answered.ok() || answered.status() == 304) {
                return new Outcome.Applied(accounts.account(answered.body()));
            }
            if (answered.status() == 404) {
                return new Outcome.Missing();
            }
            if (answered.status() == 409) {
                return new Outcome.Conflict(ScimHttp.detail(answered));
            }
        }
        return ScimHttp.trouble(reply);
    }

    /** A read that had no clear answer has written nothing. */
    static Outcome.Trouble beforeWriting(Outcome.Trouble trouble) {
        return trouble instanceof Outcome.Unknown(String detail)
                ? new Outcome.Unreachable("could not read before writing: " + detail)
                : trouble;
    }

    private record Resource(ObjectNode body, Optional<String> etag, Optional<TargetAccount> account) {}

    private Answer<Optional<Resource>> resource(TargetId id) {
        Reply reply = http.get(path(id));
        if (reply instanceof Reply.Answered answered) {
            if (answered.status() == 404) {
                return new Answer.Got<>(Optional.empty());
            }
            if (answered.ok() && answered.body() instanceof ObjectNode body) {
                return new Answer.Got<>(Optional.of(new Resource(body, answered.etag(), accounts.account(body))));
            }
        }
        return new Answer.Failed<>(ScimHttp.trouble(reply));
    }

    /** The resources of a ListResponse; a body without any is an empty list (RFC 7644 §3.4.2). */
    static Answer<List<JsonNode>> resources(Reply reply) {
        if (reply instanceof Reply.Answered answered
                && answered.ok()
                && answered.body().isObject()) {
            List<JsonNode> resources = new ArrayList<>();
            answered.body().path("Resources").forEach(resources::add);
            return new Answer.Got<>(resources);
        }
        return new Answer.Failed<>(ScimHttp.trouble(reply));
    }

    @Override
    public Outcome changeMembers(String entitlement, Set<TargetId> add, Set<TargetId> remove) {
        return groups.change(entitlement, add, remove);
    }

    @Override
    public Answer<Set<String>> entitlements(TargetId id, Set<String> among) {
        return groups.held(id, among);
    }

    @Override
    public Answer<Map<String, Set<TargetId>>> members(Set<String> entitlements) {
        return groups.members(entitlements);
    }

    @Override
    public Answer<AccountPage> page(Optional<String> cursor) {
        int start = cursor.map(Integer::parseInt).orElse(1);
        Reply reply = http.get("/Users?startIndex=" + start + "&count=" + PAGE);
        return resources(reply).then(list -> {
            int total = reply instanceof Reply.Answered answered
                    ? answered.body().path("totalResults").asInt(list.size())
                    : 0;
            int next = start + list.size();
            if (list.isEmpty() && next <= total) {
                return new Answer.Failed<>(new Outcome.Refused(
                        "the target says it has " + total + " accounts but shows none from number " + start));
            }
            return new Answer.Got<>(new AccountPage(
                    list.stream()
                            .map(accounts::account)
                            .flatMap(Optional::stream)
                            .toList(),
                    next <= total ? Optional.of(Integer.toString(next)) : Optional.empty()));
        });
    }

    @Override
    public Answer<Boolean> probe() {
        return resources(http.get("/Users?startIndex=1&count=1")).map(list -> true);
    }

    @Override
    public void close() {
        http.close();
    }

    private static String path(TargetId id) {
        return "/Users/" + encode(id.value());
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String literal(JsonNode value) {
        return value.isTextual() ? value.toString() : value.asText();
    }
}
