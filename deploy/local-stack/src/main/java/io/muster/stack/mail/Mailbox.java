package io.muster.stack.mail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.MessageDeliveryHandler;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * SMTP (GreenMail) and {@code GET /messages?to=ADDRESS} → {@code [{messageId, from, to, cc, subject, text, html, receivedAt}]}, oldest first; {@code /} is a page with the newest. A mail is on disk before SMTP says 250.
 */
public final class Mailbox implements AutoCloseable {
    private static final int SHOWN = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MailStore store;
    private final GreenMail smtp;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private Mailbox(int smtpPort, int httpPort, Path directory) throws IOException {
        try {
            store = new MailStore(directory, InstantSource.system());
        } catch (MessagingException e) {
            throw new IOException("A kept mail cannot be read", e);
        }
        var setup = new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        setup.setServerStartupTimeout(20_000);
        smtp = new GreenMail(setup);
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort), 64);
        http.setExecutor(threads);
        http.createContext("/messages", this::messages);
        http.createContext("/health", exchange -> answer(exchange, 200, "application/json", "{\"status\":\"UP\"}"));
        http.createContext("/", this::page);
    }

    /** {@code Mailbox SMTP-PORT HTTP-PORT DIRECTORY}; prints {@code mailbox ready on http://…} and runs until it is stopped. */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println("usage: Mailbox SMTP-PORT HTTP-PORT DIRECTORY");
            System.exit(64);
        }
        var mailbox = start(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Path.of(args[2]));
        Runtime.getRuntime().addShutdownHook(new Thread(mailbox::close));
        System.out.println("mailbox ready on " + mailbox.url() + ", smtp on 127.0.0.1:" + mailbox.smtpPort());
    }

    /** Starts on these ports of 127.0.0.1 (0 = a free one) with the mails of this directory. */
    public static Mailbox start(int smtpPort, int httpPort, Path directory) throws IOException {
        var mailbox = new Mailbox(smtpPort, httpPort, directory);
        mailbox.smtp.start();
        var users = mailbox.smtp.getUserManager();
        var standard = users.getMessageDeliveryHandler();
        users.setMessageDeliveryHandler((message, recipient) -> mailbox.keep(standard, message, recipient));
        mailbox.http.start();
        return mailbox;
    }

    /** {@code http://127.0.0.1:8025}. */
    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** The port that takes mails. */
    public int smtpPort() {
        return smtp.getSmtp().getPort();
    }

    private GreenMailUser keep(MessageDeliveryHandler standard, MovingMessage message, MailAddress recipient)
            throws MessagingException, UserException {
        var recipients =
                message.getToAddresses().stream().map(MailAddress::getEmail).toList();
        if (recipient.getEmail().equals(recipients.getFirst())) { // called once per recipient, kept once
            try {
                store.add(message.getMessage(), recipients);
            } catch (IOException e) {
                throw new MessagingException("The mail cannot be kept, send it again", e);
            }
        }
        return standard.handle(message, recipient);
    }

    private void messages(HttpExchange exchange) throws IOException {
        var query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        var found = store.all();
        for (var parameter : query.split("&", -1)) {
            if (parameter.startsWith("to=")) {
                found = store.to(URLDecoder.decode(parameter.substring("to=".length()), StandardCharsets.UTF_8));
            }
        }
        answer(exchange, 200, "application/json", JSON.writeValueAsString(found));
    }

    private void page(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals("/")) {
            answer(exchange, 404, "text/plain", "Not here: / and /messages?to= are");
            return;
        }
        var rows = new StringBuilder();
        for (var mail : newest()) {
            rows.append("<details><summary><time>%s</time> <b>%s</b> → %s</summary><pre>%s</pre></details>%n"
                    .formatted(
                            mail.receivedAt(),
                            escape(mail.subject()),
                            escape(String.join(", ", mail.recipients())),
                            escape(Optional.ofNullable(mail.text()).orElse(""))));
        }
        answer(exchange, 200, "text/html", """
                <!doctype html><html lang="en"><meta charset="utf-8"><title>Mailbox</title>
                <style>body{font:15px system-ui;max-width:60rem;margin:2rem auto}summary{padding:.4rem 0;cursor:pointer}
                time{color:#666;font-size:12px}pre{white-space:pre-wrap;background:#f4f4f4;padding:1rem}</style>
                <h1>Mailbox</h1><p>Every mail that the local stack sent, newest first.</p>
                """ + rows);
    }

    private List<Mail> newest() {
        var all = store.all();
        return all.subList(Math.max(0, all.size() - SHOWN), all.size()).reversed();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        try (exchange) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type.toLowerCase(Locale.ROOT) + ";charset=utf-8");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        smtp.stop();
        threads.close();
    }
}
