package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.events.Lane;
import io.muster.gateway.bulk.ImportMapping.Mode;
import io.muster.gateway.bulk.ImportRow.Action;
import io.muster.gateway.bulk.ImportRow.Status;
import io.muster.gateway.request.Calls;
import io.muster.runtime.paging.Cursor;
import io.muster.runtime.paging.Page;
import io.muster.runtime.problem.Problem;
import io.muster.runtime.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/**
 * People from a file. Whoever may write people may import them: an import can do no more than {@code /Bulk} can, and the authority over attributes
 * is that of the client whose token it is. The same scope is needed to look: rows tell what people's data were before.
 */
@Path("/import")
@Produces(MediaType.APPLICATION_JSON)
public class ImportResource {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int LONGEST_NAME = 200;

    private final Imports imports;
    private final Calls calls;

    ImportResource(Imports imports, Calls calls) {
        this.imports = imports;
        this.calls = calls;
    }

    /** 202 with {@code Location}; the parts are {@code mapping} (YAML) and {@code file}. */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed("scim:write")
    @Operation(summary = "Takes a file in; the work begins after that")
    public Uni<Response> begin(
            @RestForm("mapping") @Nullable FileUpload mapping,
            @RestForm("file") @Nullable FileUpload file,
            @QueryParam("dryRun") @Nullable String dryRun,
            @QueryParam("mode") @Nullable String mode,
            @QueryParam("allowDisables") @Nullable String allowDisables,
            UriInfo uri) {
        demandAll();
        var wish = new Imports.Wish(
                dryRun != null && truth("dryRun", dryRun),
                choice("mode", Mode.class, mode).orElse(null),
                allowDisables == null ? null : count("allowDisables", allowDisables));
        return imports.accept(calls.current().ofBulk(Lane.BULK), wish, part("mapping", mapping), part("file", file))
                .map(accepted -> Response.accepted(accepted)
                        .location(uri.getBaseUriBuilder()
                                .path("import")
                                .path(accepted.id())
                                .build())
                        .build());
    }

    /** Newest first: {@code {"items":[…],"next"}}. */
    @GET
    @RolesAllowed("scim:write")
    @Operation(summary = "Imports, newest first")
    public Uni<Page<ImportView>> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        int size = Cursor.limit(limit);
        var before = Cursor.decode(cursor, 1);
        return imports.before(before.isEmpty() ? null : before.getFirst(), size + 1)
                .map(found -> Page.of(found, size, last -> Cursor.encode(last.id())));
    }

    /** The JSON Schema of a mapping. */
    @GET
    @Path("/mapping-schema")
    @RolesAllowed("scim:write")
    @Operation(summary = "The JSON Schema of a mapping")
    public String schema() {
        return MappingReader.schema();
    }

    /** State, totals and progress; 404. */
    @GET
    @Path("/{id}")
    @RolesAllowed("scim:write")
    @Operation(summary = "How far an import is, and what became of its rows")
    public Uni<ImportView> read(@PathParam("id") String id) {
        return imports.find(id);
    }

    /** The rows in the file's order, people who are missing after them; until they are removed. */
    @GET
    @Path("/{id}/rows")
    @RolesAllowed("scim:write")
    @Operation(summary = "Rows with what they change, and why some were rejected")
    public Uni<Page<ObjectNode>> rows(
            @PathParam("id") String id,
            @QueryParam("status") @Nullable String status,
            @QueryParam("action") @Nullable String action,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        demandAll();
        int size = Cursor.limit(limit);
        var after = Cursor.decode(cursor, 1);
        return imports.rows(
                        id,
                        choice("status", Status.class, status),
                        choice("action", Action.class, action),
                        after.isEmpty() ? 0 : Math.toIntExact(count("cursor", after.getFirst())),
                        size + 1)
                .map(found -> Page.of(
                        found, size, last -> Cursor.encode(last.path("n").asText())));
    }

    /** 204. Stops it: what is written stays. Of one that has ended the rows are removed. */
    @DELETE
    @Path("/{id}")
    @RolesAllowed("scim:write")
    @Operation(summary = "Stops an import, or removes the rows of one that has ended")
    public Uni<Void> stop(@PathParam("id") String id) {
        return imports.stop(id);
    }

    /** What a file changes is shown attribute by attribute: no client sees it from whom one of them is hidden. */
    private void demandAll() {
        if (!calls.hidden().names().isEmpty()) {
            throw new ProblemException(Problem.of(
                    403, "forbidden", "A client from which attributes are hidden can neither import nor see rows."));
        }
    }

    private static Imports.Part part(String name, @Nullable FileUpload upload) {
        if (upload == null) {
            throw new ProblemException(Problem.of(
                    400, "missing-part", "The form needs a part \"" + name + "\" that is a file, with a file name."));
        }
        var fileName = CONTROL.matcher(Optional.ofNullable(upload.fileName()).orElse(""))
                .replaceAll("");
        var shown = fileName.length() > LONGEST_NAME ? fileName.substring(0, LONGEST_NAME) : fileName;
        return new Imports.Part(upload.uploadedFile(), shown, upload.size());
    }

    /** A slip must not make a run of what was to be a dry run. */
    private static boolean truth(String name, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(name, "is true or false");
        };
    }

    private static <E extends Enum<E>> Optional<E> choice(String name, Class<E> kind, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        var all = Arrays.stream(kind.getEnumConstants())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
        if (!all.contains(text)) {
            throw invalid(name, "is one of " + String.join(", ", all));
        }
        return Optional.of(Enum.valueOf(kind, text.toUpperCase(Locale.ROOT)));
    }

    private static long count(String name, String text) {
        try {
            var count = Integer.parseInt(text);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw invalid(name, "is a whole number");
        }
        throw invalid(name, "is a whole number from 0 on");
    }

    private static ProblemException invalid(String name, String what) {
        return new ProblemException(Problem.of(400, "invalid-parameter", "\"" + name + "\" " + what + "."));
    }
}
