package io.muster.benchmarks.gateway;

import io.muster.stack.demo.StepFailed;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.DefaultBHttpClientConnection;
import org.apache.http.message.BasicHttpEntityEnclosingRequest;
import org.apache.http.message.BasicHttpRequest;
import org.apache.http.protocol.HttpCoreContext;
import org.apache.http.protocol.HttpProcessor;
import org.apache.http.protocol.HttpProcessorBuilder;
import org.apache.http.protocol.HttpRequestExecutor;
import org.apache.http.protocol.RequestContent;
import org.apache.http.protocol.RequestTargetHost;
import org.apache.http.util.EntityUtils;

/**
 * One connection that is kept, for one thread. Blocking, without a pool and without a selector: the generator shares the cores
 * with what it measures, so a request must cost it as little as can be.
 */
final class Connection implements AutoCloseable {
    private static final int BUFFER = 32 * 1024;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int SHOWN = 300;
    private static final ContentType SCIM = ContentType.create("application/scim+json", StandardCharsets.UTF_8);

    private final HttpHost host;
    private final DefaultBHttpClientConnection http = new DefaultBHttpClientConnection(BUFFER);
    private final HttpRequestExecutor executor = new HttpRequestExecutor();
    private final HttpProcessor processor = HttpProcessorBuilder.create()
            .add(new RequestTargetHost())
            .add(new RequestContent())
            .build();

    private Connection(HttpHost host) {
        this.host = host;
    }

    static Connection to(URI origin) throws IOException {
        var connection = new Connection(new HttpHost(origin.getHost(), origin.getPort()));
        var socket = new Socket(origin.getHost(), origin.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        connection.http.bind(socket);
        return connection;
    }

    /**
     * The body of the answer.
     *
     * @throws StepFailed if the status is another one than expected
     */
    String send(Request request) throws IOException {
        try {
            var response = execute(message(request));
            var entity = response.getEntity();
            var body = entity == null ? "" : EntityUtils.toString(entity, StandardCharsets.UTF_8);
            int status = response.getStatusLine().getStatusCode();
            if (status != request.expected()) {
                throw new StepFailed("%s %s was answered %d, not %d: %s"
                        .formatted(
                                request.method(),
                                request.path(),
                                status,
                                request.expected(),
                                body.substring(0, Math.min(SHOWN, body.length()))));
            }
            return body;
        } catch (HttpException e) {
            throw new IOException("no HTTP came back from " + host, e);
        }
    }

    /** From before the request is sent to after its whole answer is there. */
    Duration timed(Request request) throws IOException {
        long sent = System.nanoTime();
        send(request);
        return Duration.ofNanos(System.nanoTime() - sent);
    }

    private HttpResponse execute(HttpRequest message) throws HttpException, IOException {
        var context = HttpCoreContext.create();
        context.setTargetHost(host);
        executor.preProcess(message, processor, context);
        var response = executor.execute(message, http, context);
        executor.postProcess(response, processor, context);
        return response;
    }

    private static HttpRequest message(Request request) {
        var message =
                request.body().isEmpty() ? new BasicHttpRequest(request.method(), request.path()) : withBody(request);
        if (!request.token().isEmpty()) {
            message.addHeader("Authorization", "Bearer " + request.token());
        }
        return message;
    }

    private static HttpRequest withBody(Request request) {
        HttpEntityEnclosingRequest message = new BasicHttpEntityEnclosingRequest(request.method(), request.path());
        message.setEntity(new StringEntity(request.body(), SCIM));
        return message;
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
