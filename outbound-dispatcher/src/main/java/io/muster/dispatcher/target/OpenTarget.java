package io.muster.dispatcher.target;

import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.ldap.LdapConnector;
import io.muster.dispatcher.connector.ldap.LdapSettings;
import io.muster.dispatcher.connector.scim.ScimConnector;
import io.muster.dispatcher.connector.scim.ScimSettings;
import io.muster.dispatcher.mapping.Mapping;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target that can be worked with: its document, its compiled mapping, its connector, its pace.
 *
 * @param target the document
 * @param mapping compiled
 * @param connector opened
 * @param pace how fast we may write
 */
public record OpenTarget(Target target, Mapping mapping, Connector connector, Pace pace) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?::([^}]*))?}");

    /**
     * Opens.
     *
     * @param environment where credentials and {@code ${NAME}} come from
     * @throws IllegalArgumentException saying what is missing, never what a secret is
     */
    static OpenTarget open(Target target, Function<String, Optional<String>> environment) {
        String credential = environment
                .apply(target.connection().fromEnv())
                .orElseThrow(() -> new IllegalArgumentException(
                        "the environment has no " + target.connection().fromEnv() + ", which holds the credential"));
        return new OpenTarget(
                target,
                Mapping.compile(target.attributes()),
                connector(target, name -> environment.apply(name), credential),
                new Pace(target.limits().ratePerSecond()));
    }

    /** Refuses settings that no environment can make right; what only the environment knows is looked at on opening. */
    static void check(Target target) {
        try {
            connector(target, name -> Optional.empty(), "unused").close();
        } catch (MissingVariable later) {
            return;
        }
    }

    /** A variable without a value and without a default. */
    private static final class MissingVariable extends IllegalArgumentException {
        MissingVariable(String name) {
            super("the environment has no " + name);
        }
    }

    private static Connector connector(
            Target target, Function<String, Optional<String>> environment, String credential) {
        Target.Connection connection = target.connection();
        List<String> attributes = target.attributes().stream()
                .map(rule -> rule.to())
                .filter(name -> !name.equals("active"))
                .toList();
        URI url = URI.create(expand(connection.url(), environment));
        return switch (target.kind()) {
            case SCIM -> new ScimConnector(new ScimSettings(url, credential, attributes, connection.timeout()));
            case LDAP ->
                new LdapConnector(new LdapSettings(
                        url,
                        expand(connection.baseDn(), environment),
                        expand(connection.bindDn(), environment),
                        credential,
                        attributes,
                        connection.timeout()));
        };
    }

    private static String expand(String text, Function<String, Optional<String>> environment) {
        return VARIABLE.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(environment
                        .apply(match.group(1))
                        .or(() -> Optional.ofNullable(match.group(2)))
                        .orElseThrow(() -> new MissingVariable(match.group(1)))));
    }
}
