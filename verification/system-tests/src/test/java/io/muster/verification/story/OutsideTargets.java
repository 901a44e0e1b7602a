package io.muster.verification.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import io.muster.stack.demo.Account;
import io.muster.stack.demo.CodeHost;
import io.muster.stack.demo.Http;
import java.io.IOException;
import java.net.URI;
import java.util.Comparator;

/** The applications, as somebody with their own credentials who goes past Muster. */
final class OutsideTargets {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Http http;
    private final JsonNode targets;

    /**
     * The applications of a stack.
     *
     * @param targets what {@code ./muster status --json} says of them
     */
    OutsideTargets(Http http, JsonNode targets) {
        this.http = http;
        this.targets = targets;
    }

    /** An account of this run goes from the code host: the first, in the order of their names, that is as said. */
    void removeFromCodeHost(String run, boolean active) throws IOException, InterruptedException {
        try (var codeHost = new CodeHost(http, codeHost())) {
            var found = codeHost.accounts().values().stream()
                    .filter(account -> userName(account).endsWith("." + run)
                            && account.account().active() == active)
                    .min(Comparator.comparing(OutsideTargets::userName))
                    .orElseThrow(() -> new AssertionError("the code host has no such account of " + run));
            http.send("DELETE", users() + "/" + found.key(), token(), null).expect(204);
        }
    }

    /** A name is taken in the code host, by an account that Muster knows nothing of. */
    void takeInCodeHost(String userName) throws IOException, InterruptedException {
        var user = JSON.createObjectNode().put("userName", userName);
        user.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
        http.send("POST", users(), token(), user).expect(201);
    }

    /** The entry of this name goes from the directory. */
    void removeFromDirectory(String userName) throws LDAPException {
        var target = targets.path("directory");
        var url = URI.create(target.path("url").asText());
        try (var directory = new LDAPConnection(
                url.getHost(),
                url.getPort(),
                target.path("bindDn").asText(),
                target.path("password").asText())) {
            var base = target.path("baseDn").asText();
            var entry = directory.searchForEntry(base, SearchScope.SUB, Filter.createEqualityFilter("uid", userName));
            if (entry == null) {
                throw new AssertionError("the directory has no " + userName);
            }
            directory.delete(entry.getDN());
        }
    }

    private static String userName(Account.Found found) {
        return found.account().attributes().getOrDefault("userName", "");
    }

    private JsonNode codeHost() {
        return targets.path("code-host");
    }

    private String users() {
        return codeHost().path("url").asText() + "/Users";
    }

    private String token() {
        return codeHost().path("token").asText();
    }
}
