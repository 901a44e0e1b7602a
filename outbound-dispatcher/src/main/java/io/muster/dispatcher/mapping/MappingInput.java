package io.muster.dispatcher.mapping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.scim.schema.SchemaRegistry;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an expression may look at.
 *
 * @param user the person's SCIM User
 * @param manager the manager's SCIM User, absent when there is none or the manager is not known yet
 * @param grant the person's access in this application, {@code {"status":"active","entitlements":["developer"],…}}
 * @param schemas what names in filters mean
 * @param now the business time of this evaluation
 */
public record MappingInput(
        ObjectNode user, @Nullable ObjectNode manager, ObjectNode grant, SchemaRegistry schemas, Instant now) {
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private static final String EMPLOYMENT = "urn:muster:params:scim:schemas:extension:employment:1.0:User";

    /**
     * The variables of an expression; {@code enterprise} and {@code employment} are short names of the extensions.
     *
     * @param scopes whether the person is in each of the filters that the expression asks about
     */
    Map<String, Object> variables(Map<String, Boolean> scopes) {
        Map<?, ?> userValues = CelValues.object(user);
        return Map.of(
                "user",
                userValues,
                "manager",
                manager == null ? Map.of() : CelValues.object(manager),
                "grant",
                CelValues.object(grant),
                "enterprise",
                extension(userValues, ENTERPRISE),
                "employment",
                extension(userValues, EMPLOYMENT),
                "now",
                now,
                NullSafeSelection.SCOPES,
                scopes);
    }

    private static Object extension(Map<?, ?> userValues, String urn) {
        Object values = userValues.get(urn);
        return values instanceof Map<?, ?> ? values : Map.of();
    }
}
