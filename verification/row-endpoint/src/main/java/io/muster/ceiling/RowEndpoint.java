package io.muster.ceiling;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Reads one row of the gateway's table by its key and returns the document as it lies there: no token, no groups, no schema. */
@Path("/rows")
public class RowEndpoint {
    private final Pool pool;

    RowEndpoint(Pool pool) {
        this.pool = pool;
    }

    /** 200 with the document, 404. */
    @GET
    @Path("/{id}")
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Response> read(@PathParam("id") String id) {
        return pool.preparedQuery("select cast(document as text) from resource where id = $1")
                .execute(Tuple.of(id))
                .map(RowEndpoint::answer);
    }

    private static Response answer(RowSet<Row> found) {
        var rows = found.iterator();
        return rows.hasNext()
                ? Response.ok(rows.next().getString(0)).build()
                : Response.status(Response.Status.NOT_FOUND).build();
    }
}
