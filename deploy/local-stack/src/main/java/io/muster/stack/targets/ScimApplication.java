package io.muster.stack.targets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import de.captaingoldfish.scim.sdk.common.constants.HttpHeader;
import de.captaingoldfish.scim.sdk.common.constants.enums.HttpMethod;
import de.captaingoldfish.scim.sdk.common.resources.ServiceProvider;
import de.captaingoldfish.scim.sdk.common.resources.complex.BulkConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.FilterConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.PatchConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.SortConfig;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.AuthenticationScheme;
import de.captaingoldfish.scim.sdk.common.response.ScimResponse;
import de.captaingoldfish.scim.sdk.server.endpoints.Context;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceEndpoint;
import de.captaingoldfish.scim.sdk.server.endpoints.base.GroupEndpointDefinition;
import de.captaingoldfish.scim.sdk.server.endpoints.base.UserEndpointDefinition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The demo's code host: a SCIM 2.0 application on the SCIM SDK, hosted on the JDK's HTTP server. {@code /scim/v2} (Users, Groups, Bulk, filters, PATCH) and {@code GET /writes?after=N} need the bearer token; {@code /health} is open.
 *
 * <p>A write is in the journal and forced to disk before it is answered.
 */
public final class ScimApplication implements AutoCloseable {
    /** The environment variable that holds the bearer token which callers must show. */
    public static final String TOKEN_VARIABLE = "CODE_HOST_TOKEN";

    private static final String BASE = "/scim/v2";
    private static final int MAX_BODY = 8 * 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ReentrantLock writing = new ReentrantLock();
    private final ScimStore store;
    private final ResourceEndpoint scim;
    private final WriteLog writes = new WriteLog();
    private final byte[] authorization;
    private final InstantSource clock = InstantSource.system();

    private ScimApplication(int port, Path directory, String token) throws IOException {
        if (token.isBlank()) {
            throw new IllegalArgumentException("A token is needed (environment variable " + TOKEN_VARIABLE + ")");
        }
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else Nagle adds 40 ms to small answers
        authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        store = new ScimStore(directory);
        scim = endpoint();
        server.setExecutor(threads);
        server.createContext("/health", exchange -> answer(exchange, 200, "{\"status\":\"UP\"}", Map.of()));
        server.createContext(BASE, exchange -> authorized(exchange, this::scim));
        server.createContext("/writes", exchange -> authorized(exchange, this::listWrites));
    }

    /**
     * {@code ScimApplication PORT DIRECTORY}, with the token in the environment; prints {@code scim-application ready on http://…} and runs until it is stopped.
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: ScimApplication PORT DIRECTORY   (" + TOKEN_VARIABLE + " in the environment)");
            System.exit(64);
        }
        var token = Optional.ofNullable(System.getenv(TOKEN_VARIABLE)).orElse("");
        var application = start(Integer.parseInt(args[0]), Path.of(args[1]), token);
        Runtime.getRuntime().addShutdownHook(new Thread(application::close));
        System.out.println("scim-application ready on " + application.url());
    }

    /** Starts on this port of 127.0.0.1 (0 = a free one) with the data of this directory. */
    public static ScimApplication start(int port, Path directory, String token) throws IOException {
        var application = new ScimApplication(port, directory, token);
        application.server.start();
        return application;
    }

    /** The SCIM base address, {@code http://127.0.0.1:8090/scim/v2}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + BASE;
    }

    private ResourceEndpoint endpoint() {
        var provider = ServiceProvider.builder()
                .filterConfig(
                        FilterConfig.builder().supported(true).maxResults(1000).build())
                .sortConfig(SortConfig.builder().supported(true).build())
                .patchConfig(PatchConfig.builder().supported(true).build())
                .bulkConfig(BulkConfig.builder()
                        .supported(true)
                        .maxOperations(1000)
                        .maxPayloadSize((long) MAX_BODY)
                        .build())
                .authenticationSchemes(List.of(AuthenticationScheme.builder()
                        .name("Bearer token")
                        .description("A token that the launcher generates")
                        .type("oauthbearertoken")
                        .build()))
                .lenientContentTypeChecking(true)
                .build();
        var endpoint = new ResourceEndpoint(provider);
        var groups = new StoredGroups(store, clock);
        endpoint.registerEndpoint(new UserEndpointDefinition(new StoredUsers(store, groups, clock)));
        endpoint.registerEndpoint(new GroupEndpointDefinition(groups));
        return endpoint;
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private void authorized(HttpExchange exchange, Handler handler) throws IOException {
        var shown = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        if (!MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), authorization)) {
            answer(exchange, 401, error(401, "A bearer token is needed"), Map.of("WWW-Authenticate", "Bearer"));
            return;
        }
        handler.handle(exchange);
    }

    private void scim(HttpExchange exchange) throws IOException {
        var receivedAt = clock.instant();
        var body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            answer(exchange, 413, error(413, "At most " + MAX_BODY + " bytes"), Map.of());
            return;
        }
        HttpMethod method;
        try {
            method = HttpMethod.valueOf(exchange.getRequestMethod());
        } catch (IllegalArgumentException e) {
            answer(exchange, 405, error(405, exchange.getRequestMethod() + " is not known here"), Map.of());
            return;
        }
        var path = exchange.getRequestURI().getPath().substring(BASE.length());
        var text = new String(body, StandardCharsets.UTF_8);
        if (method == HttpMethod.GET || path.endsWith("/.search")) {
            answer(exchange, call(exchange, method, text));
            return;
        }
        ScimResponse response;
        long position;
        writing.lock();
        try {
            response = call(exchange, method, text);
            position = store.position();
        } finally {
            writing.unlock();
        }
        store.force(position);
        log(receivedAt, method, path, response);
        answer(exchange, response);
    }

    private ScimResponse call(HttpExchange exchange, HttpMethod method, String body) {
        var address = "http://127.0.0.1:" + server.getAddress().getPort() + exchange.getRequestURI();
        return scim.handleRequest(address, method, body, headers(exchange), new Context(new ProvisioningClient()));
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        var headers = new HashMap<String, String>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        headers.putIfAbsent(HttpHeader.CONTENT_TYPE_HEADER, HttpHeader.SCIM_CONTENT_TYPE);
        return headers;
    }

    private void log(Instant receivedAt, HttpMethod method, String path, ScimResponse response) {
        var segments = path.split("/", -1);
        var id = Optional.ofNullable(response.path("id").textValue()).orElse(segments.length > 2 ? segments[2] : null);
        var isUser = id != null && segments.length > 1 && segments[1].equals(ScimStore.USERS);
        JsonNode user = isUser ? store.get(ScimStore.USERS, Objects.requireNonNull(id)) : null;
        writes.add(
                receivedAt,
                method.name(),
                path,
                response.getHttpStatus(),
                id,
                text(user, "externalId"),
                text(user, "userName"),
                active(user));
    }

    private static @Nullable String text(@Nullable JsonNode node, String name) {
        return node == null ? null : node.path(name).textValue();
    }

    private static @Nullable Boolean active(@Nullable JsonNode user) {
        if (user == null || !user.has("active")) {
            return null;
        }
        return user.path("active").booleanValue();
    }

    private void listWrites(HttpExchange exchange) throws IOException {
        var query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
        long after;
        try {
            after = query.startsWith("after=") ? Long.parseLong(query.substring("after=".length())) : 0;
        } catch (NumberFormatException e) {
            answer(exchange, 400, error(400, "after is a sequence number"), Map.of());
            return;
        }
        var items = writes.after(after);
        var next = items.isEmpty() ? after : items.getLast().sequence();
        answer(exchange, 200, json(Map.of("items", items, "next", next)), Map.of());
    }

    private static void answer(HttpExchange exchange, ScimResponse response) throws IOException {
        var body = response.getHttpStatus() == 204 || response.getHttpStatus() == 304 ? "" : response.toString();
        answer(exchange, response.getHttpStatus(), body, response.getHttpHeaders());
    }

    private static void answer(HttpExchange exchange, int status, String body, Map<String, String> headers)
            throws IOException {
        try (exchange) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", HttpHeader.SCIM_CONTENT_TYPE);
            headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private static String error(int status, String detail) {
        return json(Map.of(
                "schemas",
                List.of("urn:ietf:params:scim:api:messages:2.0:Error"),
                "status",
                String.valueOf(status),
                "detail",
                detail));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A plain value is always JSON", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        try {
            store.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
