package io.muster.stack.targets;

import de.captaingoldfish.scim.sdk.server.endpoints.authorize.Authorization;
import java.util.Map;
import java.util.Set;

/** The one client of the application; its token was checked before the SDK is called. */
final class ProvisioningClient implements Authorization {
    @Override
    public String getClientId() {
        return "provisioning";
    }

    @Override
    public Set<String> getClientRoles() {
        return Set.of();
    }

    @Override
    public boolean authenticate(Map<String, String> headers, Map<String, String> parameters) {
        return true;
    }
}
