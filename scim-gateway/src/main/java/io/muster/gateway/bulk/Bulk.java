package io.muster.gateway.bulk;

import io.muster.gateway.GatewayConfig;
import io.muster.gateway.refusal.ScimErrors;
import io.muster.gateway.request.Call;
import io.muster.gateway.request.Locations;
import io.muster.gateway.request.Preconditions;
import io.muster.gateway.resource.ResourceChanges;
import io.muster.gateway.resource.ResourceCreation;
import io.muster.gateway.resource.Types;
import io.muster.gateway.resource.Written;
import io.muster.gateway.schema.Schemas;
import io.muster.scim.error.ScimError;
import io.muster.scim.schema.ResourceType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Does the operations of a bulk request, each committed by itself, several at a time. */
@Singleton
class Bulk {
    private final ResourceCreation creation;
    private final ResourceChanges changes;
    private final Schemas schemas;
    private final ScimErrors errors;
    private final Pace pace;
    private final int concurrency;

    Bulk(
            ResourceCreation creation,
            ResourceChanges changes,
            Schemas schemas,
            ScimErrors errors,
            Pace pace,
            GatewayConfig config) {
        this.creation = creation;
        this.changes = changes;
        this.schemas = schemas;
        this.errors = errors;
        this.pace = pace;
        this.concurrency = config.bulk().concurrency();
    }

    /** While the client waits: whatever goes wrong is the outcome of its operation. */
    Uni<List<Outcome>> run(Call call, List<BulkOperation> operations, int failOnErrors, Locations at) {
        return run(call, operations, failOnErrors, new BulkRun.Work() {
            @Override
            public Uni<Outcome> execute(BulkOperation operation) {
                return guarded(operation, () -> Bulk.this.execute(call, operation, at));
            }

            @Override
            public Uni<Outcome> complete(BulkOperation operation, String id) {
                return guarded(operation, () -> Bulk.this.complete(call, operation, id, at));
            }

            private Uni<Outcome> guarded(BulkOperation operation, Supplier<Uni<Outcome>> work) {
                return OwnContext.run(work)
                        .onFailure()
                        .recoverWithItem(failure -> failed(call, operation, at, failure));
            }
        });
    }

    Uni<List<Outcome>> run(Call call, List<BulkOperation> operations, int failOnErrors, BulkRun.Work work) {
        var request = pace.of(call.lane());
        var run = new BulkRun(work, failOnErrors, concurrency, request::next);
        return schemas.learn(endpoints(operations)).chain(() -> run.run(plan(operations, failOnErrors)));
    }

    /** Where errors end the request, each operation waits for the one before it, whatever they touch. */
    private BulkPlan plan(List<BulkOperation> operations, int failOnErrors) {
        return failOnErrors > 0
                ? BulkPlan.of(operations, operation -> Set.of(new Touches.Touch("request", null)))
                : BulkPlan.of(operations, new Touches(schemas.types(), operations)::of);
    }

    private static Set<String> endpoints(List<BulkOperation> operations) {
        return operations.stream().map(BulkOperation::endpoint).collect(Collectors.toSet());
    }

    private static List<String> segments(String path) {
        return Arrays.stream(path.split("/"))
                .filter(segment -> !segment.isEmpty())
                .toList();
    }

    /** What an operation comes to that has failed. */
    Outcome failed(Call call, BulkOperation operation, Locations at, Throwable failure) {
        var error = errors.ofOperation(failure, call.client());
        var status = Integer.parseInt(error.path("status").asText());
        // The address of what was to be changed, as it was given; a POST that failed has none.
        var location = operation.method().equals("POST")
                ? null
                : at.base() + (operation.path().startsWith("/") ? "" : "/") + operation.path();
        return new Outcome(operation, status, null, location, null, error);
    }

    /** Where an operation goes: a type's endpoint, and below it an id. */
    private record Target(ResourceType type, List<String> rest) {
        String id() {
            if (rest.isEmpty()) {
                throw new ScimError.InvalidValue("The path of this operation needs the id of a resource.").refused();
            }
            return Types.id(type, rest.getFirst());
        }
    }

    private Target target(String path) {
        var segments = segments(path);
        if (segments.isEmpty() || segments.size() > 2) {
            throw new ScimError.InvalidValue("An operation's path is /Type or /Type/id, not '" + path + "'.").refused();
        }
        return new Target(schemas.at(segments.getFirst()), segments.subList(1, segments.size()));
    }

    /** Does one operation. */
    Uni<Outcome> execute(Call call, BulkOperation operation, Locations at) {
        var target = target(operation.path());
        var type = target.type;
        var preconditions = new Preconditions(operation.version(), null);
        return switch (operation.method()) {
            case "POST" -> {
                demandCreation(operation, target);
                yield creation.create(call, type, operation.data())
                        .map(written -> succeeded(operation, 201, type, written, at));
            }
            case "PUT" ->
                changes.replace(call, type, target.id(), preconditions, operation.data())
                        .map(written -> succeeded(operation, 200, type, written, at));
            case "PATCH" ->
                changes.patch(call, type, target.id(), preconditions, operation.data())
                        .map(written -> succeeded(operation, 200, type, written, at));
            case "DELETE" ->
                changes.delete(call, type, target.id(), preconditions)
                        .replaceWith(new Outcome(
                                operation, 204, target.id(), at.of(type.endpoint(), target.id()), null, null));
            default ->
                throw new ScimError.InvalidSyntax("An operation's method is POST, PUT, PATCH or DELETE, not '"
                                + operation.method() + "'.")
                        .refused();
        };
    }

    private static void demandCreation(BulkOperation operation, Target target) {
        if (!target.rest.isEmpty()) {
            throw new ScimError.InvalidValue("A POST goes to the type's path, without an id.").refused();
        }
        if (bulkId(operation).isEmpty()) {
            throw new ScimError.InvalidSyntax("A POST needs a bulkId.").refused();
        }
    }

    /** Adds to what it has made, the resource of that id, what it could not name yet. */
    Uni<Outcome> complete(Call call, BulkOperation operation, String id, Locations at) {
        var type = target(operation.path()).type;
        return changes.patch(call, type, id, Preconditions.NONE, operation.completing())
                .map(written -> succeeded(operation, 201, type, written, at));
    }

    private static Outcome succeeded(
            BulkOperation operation, int status, ResourceType type, Written written, Locations at) {
        var resource = written.resource();
        return new Outcome(
                operation,
                status,
                resource.id(),
                at.of(type.endpoint(), resource.id()),
                Preconditions.tag(resource.etag()),
                null);
    }

    private static String bulkId(BulkOperation operation) {
        var id = operation.bulkId();
        return id == null ? "" : id;
    }
}
