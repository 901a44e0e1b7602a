package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.utils.FilterEvaluator;
import io.muster.stack.organization.ScimUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who should have which account, computed from the policy files alone: scopes by UnboundID's filter evaluator, dates and attributes by hand. */
final class Birthright {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Map<String, JsonNode> applications = new LinkedHashMap<>();
    private final JsonNode organization;

    /** Reads the Application and Organization documents of a policy directory. */
    Birthright(Path policies) throws IOException {
        applications.putAll(documents(policies, "Application"));
        organization = documents(policies, "Organization").values().stream()
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /** The {@code spec} of each document of a kind, by name. */
    static Map<String, JsonNode> documents(Path policies, String kind) throws IOException {
        var specs = new LinkedHashMap<String, JsonNode>();
        try (var files = Files.list(policies)) {
            for (var file :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile());
                while (documents.hasNext()) {
                    var document = documents.next();
                    if (document.path("kind").asText().equals(kind)) {
                        specs.put(document.at("/metadata/name").asText(), document.path("spec"));
                    }
                }
            }
        }
        return specs;
    }

    /** The account that this person should have in the application now; empty entitlements and inactive if none. */
    boolean isDue(String application, Person person, Instant businessNow) throws ScimException {
        return isEmployed(person.user(), businessNow)
                && !entitlements(application, person).isEmpty();
    }

    /** Names of the matching rules' entitlements; a rule without entitlements counts as the account itself. */
    Set<String> entitlements(String application, Person person) throws ScimException {
        var due = new TreeSet<String>();
        for (var rule : spec(application).path("birthright")) {
            if (FilterEvaluator.evaluate(Filter.fromString(rule.path("scope").asText()), person.user())) {
                due.add("");
                rule.path("entitlements").forEach(entitlement -> due.add(entitlement.asText()));
            }
        }
        return due;
    }

    /** How long a leaver's account stays disabled before it is deleted: the application's own word, else the organization's. */
    Period retention(String application) {
        var own = spec(application).at("/leaver/delete").asText("");
        return Period.parse(
                own.isEmpty() ? organization.at("/defaults/leaver/delete").asText() : own);
    }

    private JsonNode spec(String application) {
        var spec = applications.get(application);
        if (spec == null) {
            throw new StepFailed("no policy file describes " + application);
        }
        return spec;
    }

    /** Hired, not ended, contract valid, in the person's own zone. */
    static boolean isEmployed(JsonNode user, Instant businessNow) {
        var employment = user.path(ScimUsers.EMPLOYMENT);
        var today =
                LocalDate.ofInstant(businessNow, ZoneId.of(user.path("timezone").asText("Europe/Paris")));
        var hired = !LocalDate.parse(employment.path("hireDate").asText()).isAfter(today);
        var ended = employment.has("endDate")
                && LocalDate.parse(employment.path("endDate").asText()).isBefore(today);
        return user.path("active").asBoolean()
                && hired
                && !ended
                && employment.path("status").asText().equals("active");
    }

    /** The account as targets/code-host.yaml maps it. */
    Account codeHostAccount(Person person) throws ScimException {
        var user = person.user();
        var groups = entitlements("code-host", person);
        groups.remove("");
        return new Account(
                person.id(),
                true,
                Map.of(
                        "userName", user.path("userName").asText(),
                        "displayName", user.path("displayName").asText(),
                        "title", user.path("title").asText(),
                        "name.givenName", user.at("/name/givenName").asText(),
                        "name.familyName", user.at("/name/familyName").asText(),
                        "groups", String.join(",", groups)));
    }

    /** The account as targets/directory.yaml maps it. */
    Account directoryAccount(Person person) throws ScimException {
        var user = person.user();
        var groups = entitlements("directory", person);
        groups.remove("");
        return new Account(
                person.id(),
                true,
                Map.of(
                        "uid", user.path("userName").asText(),
                        "employeeNumber", person.id(),
                        "cn", user.path("displayName").asText(),
                        "sn", user.at("/name/familyName").asText(),
                        "givenName", user.at("/name/givenName").asText(),
                        "displayName", user.path("displayName").asText(),
                        "title", user.path("title").asText(),
                        "groups", String.join(",", groups)));
    }
}
