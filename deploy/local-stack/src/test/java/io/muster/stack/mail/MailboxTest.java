package io.muster.stack.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailboxTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path data;

    @Test
    void a_mail_is_shown_to_each_of_its_recipients_and_outlives_a_restart() throws Exception {
        JsonNode before;
        try (var mailbox = Mailbox.start(0, 0, data)) {
            send(mailbox, "alice@kartapuce.example", "bernd@kartapuce.example");
            before = messages(mailbox, "?to=" + encode("Alice@kartapuce.example"));
            assertThat(before).hasSize(1);
            var mail = before.get(0);
            assertThat(mail.path("subject").asText()).isEqualTo("Willkommen, Zoë");
            assertThat(mail.path("to").get(0).asText()).isEqualTo("alice@kartapuce.example");
            assertThat(mail.path("cc").get(0).asText()).isEqualTo("bernd@kartapuce.example");
            assertThat(mail.path("text").asText()).contains("早上好");
            assertThat(mail.path("html").asText()).contains("<b>");
            assertThat(mail.path("messageId").asText()).startsWith("<");
            assertThat(messages(mailbox, "?to=bernd@kartapuce.example")).isEqualTo(before);
            assertThat(messages(mailbox, "?to=someone@kartapuce.example")).isEmpty();
            assertThat(messages(mailbox, "")).hasSize(1);
        }
        try (var again = Mailbox.start(0, 0, data)) {
            assertThat(messages(again, "?to=alice@kartapuce.example")).isEqualTo(before);
        }
    }

    @Test
    void the_page_shows_subjects_and_lets_no_markup_through() throws Exception {
        try (var mailbox = Mailbox.start(0, 0, data)) {
            var message = message("alice@kartapuce.example", "bernd@kartapuce.example");
            message.setSubject("<script>alert(1)</script>");
            message.saveChanges();
            transport(mailbox, message);
            var page = get(mailbox.url() + "/");
            assertThat(page).contains("&lt;script&gt;").doesNotContain("<script>");
        }
    }

    private static void send(Mailbox mailbox, String to, String cc) throws MessagingException {
        transport(mailbox, message(to, cc));
    }

    private static MimeMessage message(String to, String cc) throws MessagingException {
        var message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom(new InternetAddress("muster@kartapuce.example"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setRecipient(Message.RecipientType.CC, new InternetAddress(cc));
        message.setSubject("Willkommen, Zoë", "UTF-8");
        var text = new MimeBodyPart();
        text.setText("早上好\n", "UTF-8");
        var html = new MimeBodyPart();
        html.setContent("<b>早上好</b>", "text/html;charset=utf-8");
        message.setContent(new MimeMultipart("alternative", text, html));
        message.saveChanges();
        return message;
    }

    private static void transport(Mailbox mailbox, MimeMessage message) throws MessagingException {
        var properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", String.valueOf(mailbox.smtpPort()));
        try (Transport transport = Session.getInstance(properties).getTransport("smtp")) {
            transport.connect();
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    private static JsonNode messages(Mailbox mailbox, String query) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get(mailbox.url() + "/messages" + query));
    }

    private static String get(String url) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
