package io.muster.workflows.notification;

import io.muster.runtime.id.Uuid7;
import io.muster.runtime.pg.database.Rows;
import io.muster.runtime.pg.due.DueStore;
import io.muster.runtime.pg.due.Mark;
import io.muster.runtime.pg.due.Priority;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Mails of runs. A mail's id and Message-ID are fixed when its row is written, before anything is sent. */
@ApplicationScoped
public class MailStore {
    /** States of a mail. */
    public enum State {
        SENDING,
        SENT,
        FAILED
    }

    /** A mail of a run's task. */
    public record Mail(
            String id,
            String messageId,
            String run,
            int task,
            Letter letter,
            State state,
            @Nullable String failure) {}

    /** Kind of the due rows of mails; their key is the mail's id. */
    static final String KIND = "mail";
    /** Kind of the due rows of runs, which wait for their mails. */
    public static final String RUN = "run";

    private static final String DOMAIN = "muster.local";

    private final DueStore due;

    @Inject
    MailStore(DueStore due) {
        this.due = due;
    }

    /** Writes the letters of a task as mails to be sent. One that is there already for this task and recipient stays the only one. */
    public Uni<Void> post(SqlConnection tx, String run, int task, List<Letter> letters) {
        if (letters.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var ids = letters.stream().map(letter -> Uuid7.next()).toList();
        var rows = new ArrayList<Tuple>();
        for (int i = 0; i < letters.size(); i++) {
            var letter = letters.get(i);
            rows.add(Tuple.from(List.of(
                    ids.get(i),
                    "<" + ids.get(i) + "@" + DOMAIN + ">",
                    run,
                    task,
                    letter.recipient(),
                    letter.cc().toArray(String[]::new),
                    letter.subject(),
                    letter.body())));
        }
        return tx.preparedQuery("""
                        insert into mail (id, message_id, run, task, recipient, cc, subject, body, state)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, 'sending') on conflict (run, task, recipient) do nothing""")
                .executeBatch(rows)
                .chain(() -> due.mark(
                        tx,
                        ids.stream()
                                .map(id -> new Mark(KIND, id, Priority.INTERACTIVE))
                                .toList()));
    }

    /** The mails of a task, none before it has posted. */
    public Uni<List<Mail>> of(SqlConnection tx, String run, int task) {
        return tx.preparedQuery("select * from mail where run = $1 and task = $2 order by id")
                .execute(Tuple.of(run, task))
                .map(rows -> Rows.list(rows, MailStore::mail));
    }

    Uni<Optional<Mail>> find(SqlConnection tx, String id) {
        return tx.preparedQuery("select * from mail where id = $1")
                .execute(Tuple.of(id))
                .map(rows -> rows.rowCount() == 0
                        ? Optional.empty()
                        : Optional.of(mail(rows.iterator().next())));
    }

    /** Ends a mail and wakes the run that waits for it. */
    Uni<Void> finish(SqlConnection tx, Mail mail, @Nullable String failure) {
        return tx.preparedQuery(
                        "update mail set state = $2::text, failure = $3, sent_at = case when $2::text = 'sent' then now() end where id = $1")
                .execute(Tuple.of(mail.id(), failure == null ? "sent" : "failed", failure))
                .chain(() -> due.mark(tx, List.of(new Mark(RUN, mail.run(), Priority.INTERACTIVE))));
    }

    private static Mail mail(Row row) {
        return new Mail(
                row.getString("id"),
                row.getString("message_id"),
                row.getString("run"),
                row.getInteger("task"),
                new Letter(
                        row.getString("recipient"),
                        List.of(row.getArrayOfStrings("cc")),
                        row.getString("subject"),
                        row.getString("body")),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("failure"));
    }
}
