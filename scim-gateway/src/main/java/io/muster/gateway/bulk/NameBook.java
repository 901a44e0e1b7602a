package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.gateway.resource.FoldedDocument;
import io.muster.gateway.resource.UniqueValues;
import io.muster.scim.schema.ResourceType;
import io.muster.scim.schema.SchemaRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who has which unique name, and which rows want one. */
final class NameBook {
    static final String USER_NAME = "userName";
    static final String EMPLOYEE_NUMBER = "employeeNumber";

    /** A value that only one person can have, in the form that is compared. */
    record Name(String attribute, String value) {}

    private final Map<Name, String> holders = new HashMap<>();
    private final Map<Name, Long> wantedIn = new HashMap<>();
    private final Map<String, List<Name>> afterwards = new HashMap<>();

    /** The unique names of a person, of added attributes as well. */
    static List<Name> names(ResourceType type, ObjectNode document) {
        var folded = FoldedDocument.of(type, document);
        var names = new ArrayList<Name>();
        add(names, USER_NAME, folded.path("userName"));
        add(names, EMPLOYEE_NUMBER, folded.path(SchemaRegistry.ENTERPRISE_USER).path("employeeNumber"));
        UniqueValues.of(type, document).forEach((attribute, value) -> names.add(new Name(attribute, value)));
        return names;
    }

    private static void add(List<Name> names, String attribute, JsonNode value) {
        if (value.isTextual()) {
            names.add(new Name(attribute, value.textValue()));
        }
    }

    /** As the table {@code import_row} keeps names: {@code {"userName":"alice","employeeNumber":"7"}}. */
    static List<Name> read(ObjectNode kept) {
        return kept.properties().stream()
                .map(name -> new Name(name.getKey(), name.getValue().asText()))
                .collect(Collectors.toList());
    }

    /** Somebody has this name now. */
    void holds(Name name, String person) {
        holders.put(name, person);
    }

    /** A row that is planned: its person has these names afterwards, and no others. */
    void wants(long line, String person, List<Name> names) {
        names.forEach(name -> wantedIn.putIfAbsent(name, line));
        afterwards.put(person, names);
    }

    /** Why a person cannot have these names; empty where he can. */
    Optional<String> refusal(String person, List<Name> names) {
        return names.stream()
                .filter(name -> !person.equals(holders.get(name)))
                .flatMap(name -> refusal(name).stream())
                .findFirst();
    }

    private Optional<String> refusal(Name name) {
        var line = wantedIn.get(name);
        if (line != null) {
            return Optional.of("The " + name.attribute + " is that of line " + line + ".");
        }
        var holder = holders.get(name);
        boolean givenAway = holder != null
                && !afterwards.getOrDefault(holder, List.of(name)).contains(name);
        return holder == null || givenAway
                ? Optional.empty()
                : Optional.of("The " + name.attribute + " is taken by another person.");
    }
}
