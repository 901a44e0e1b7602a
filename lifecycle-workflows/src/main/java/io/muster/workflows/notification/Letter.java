package io.muster.workflows.notification;

import java.util.List;

/** A mail as it will be sent: one recipient, plain text. */
public record Letter(String recipient, List<String> cc, String subject, String body) {
    public Letter {
        cc = List.copyOf(cc);
    }
}
