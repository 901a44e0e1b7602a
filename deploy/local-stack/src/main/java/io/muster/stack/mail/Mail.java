package io.muster.stack.mail;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.mail.Address;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A mail as the mailbox shows it: {@code {"messageId":"<…>","from":"…","to":["…"],"cc":[],"subject":"…","text":"…","html":null,"receivedAt":"2026-11-24T07:00:00Z"}}.
 *
 * @param recipients the addresses of the envelope, lower case: who really got it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Mail(
        String messageId,
        String from,
        List<String> to,
        List<String> cc,
        String subject,
        @Nullable String text,
        @Nullable String html,
        String receivedAt,
        @JsonIgnore List<String> recipients) {

    Mail {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        recipients = List.copyOf(recipients);
    }

    static Mail of(MimeMessage message, List<String> recipients, Instant receivedAt)
            throws MessagingException, IOException {
        return new Mail(
                Optional.ofNullable(message.getMessageID()).orElse(""),
                addresses(message.getFrom()).stream().findFirst().orElse(""),
                addresses(message.getRecipients(Message.RecipientType.TO)),
                addresses(message.getRecipients(Message.RecipientType.CC)),
                Optional.ofNullable(message.getSubject()).orElse(""),
                body(message, "text/plain"),
                body(message, "text/html"),
                receivedAt.toString(),
                recipients.stream().map(Mail::fold).toList());
    }

    boolean isFor(String address) {
        return recipients.contains(fold(address));
    }

    private static List<String> addresses(Address @Nullable [] addresses) {
        var found = new ArrayList<String>();
        if (addresses != null) {
            for (var address : addresses) {
                found.add(address instanceof InternetAddress internet ? internet.getAddress() : address.toString());
            }
        }
        return found;
    }

    /** The first body part of this type, null if there is none. */
    private static @Nullable String body(Part part, String type) throws MessagingException, IOException {
        if (part.isMimeType(type)) {
            return part.getContent().toString();
        }
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart child = parts.getBodyPart(i);
                var found = body(child, type);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static String fold(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
