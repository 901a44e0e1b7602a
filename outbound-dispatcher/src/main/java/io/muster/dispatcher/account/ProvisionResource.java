package io.muster.dispatcher.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.runtime.problem.Bodies;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code POST /provision}: one account, step by step, dry or for real. */
@Path("/provision")
class ProvisionResource {
    private final OnDemand onDemand;

    @Inject
    ProvisionResource(OnDemand onDemand) {
        this.onDemand = onDemand;
    }

    /** See {@link OnDemand#provision}. */
    @POST
    @RunOnVirtualThread
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed("provisioning:write")
    public JsonNode provision(JsonNode body) {
        return onDemand.provision(Bodies.required(body));
    }
}
