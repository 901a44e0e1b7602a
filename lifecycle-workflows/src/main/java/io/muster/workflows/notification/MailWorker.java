package io.muster.workflows.notification;

import io.muster.runtime.pg.database.Database;
import io.muster.runtime.pg.due.Claim;
import io.muster.runtime.pg.due.LoopSettings;
import io.muster.runtime.pg.due.Next;
import io.muster.runtime.pg.due.WorkLoops;
import io.muster.runtime.pg.due.Worker;
import io.muster.workflows.notification.MailStore.State;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.SMTPException;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Sends mails. What the server refuses for good has failed and is shown; everything else (no connection, a busy server) is tried again with
 * back-off, for ever and under the same Message-ID.
 */
@ApplicationScoped
class MailWorker implements Worker<Optional<MailStore.Mail>, MailWorker.Outcome> {
    /** What sending came to. */
    sealed interface Outcome {
        /** There was nothing to send any more. */
        record Nothing() implements Outcome {}

        /** It was not sent: somebody else may have it by now. */
        record NotHeld() implements Outcome {}

        /** The server has it. */
        record Sent() implements Outcome {}

        /** The server will never take it. */
        record Refused(String answer) implements Outcome {}
    }

    private static final Logger LOG = Logger.getLogger(MailWorker.class);

    private final WorkLoops loops;
    private final Database database;
    private final MailStore mails;
    private final ReactiveMailer mailer;

    @Inject
    MailWorker(WorkLoops loops, Database database, MailStore mails, ReactiveMailer mailer) {
        this.loops = loops;
        this.database = database;
        this.mails = mails;
        this.mailer = mailer;
    }

    void start(@Observes StartupEvent started) {
        loops.start(LoopSettings.of(MailStore.KIND), this);
    }

    @Override
    public Uni<Optional<MailStore.Mail>> look(Claim claim) {
        return database.transaction(tx -> mails.find(tx, claim.key()));
    }

    @Override
    public Uni<Outcome> act(Claim claim, Optional<MailStore.Mail> seen) {
        if (seen.isEmpty() || seen.get().state() != State.SENDING) {
            return Uni.createFrom().item(new Outcome.Nothing());
        }
        return claim.stillHeld()
                .chain(held -> held ? send(seen.get()) : Uni.createFrom().item(new Outcome.NotHeld()));
    }

    private Uni<Outcome> send(MailStore.Mail mail) {
        var letter = mail.letter();
        var message = Mail.withText(letter.recipient(), letter.subject(), letter.body())
                .addHeader("Message-ID", mail.messageId());
        letter.cc().forEach(message::addCc);
        return Uni.createFrom()
                .deferred(() -> mailer.send(message))
                .<Outcome>replaceWith(new Outcome.Sent())
                .onFailure(MailWorker::isPermanent)
                .recoverWithItem(failure -> new Outcome.Refused(String.valueOf(failure.getMessage())));
    }

    /** An address that is none is found before the server is asked, and will be none the next time. */
    private static boolean isPermanent(Throwable failure) {
        return failure instanceof IllegalArgumentException || (failure instanceof SMTPException e && e.isPermanent());
    }

    @Override
    public Uni<Next> record(SqlConnection tx, Claim claim, Optional<MailStore.Mail> seen, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Nothing nothing -> Uni.createFrom().item(new Next.Done());
            case Outcome.NotHeld late -> Uni.createFrom().item(new Next.Retry("The lease ran out before it was sent."));
            case Outcome.Sent sent -> mails.finish(tx, seen.orElseThrow(), null).replaceWith(new Next.Done());
            case Outcome.Refused refused -> {
                LOG.warnf("mail %s was refused for good", claim.key());
                yield mails.finish(tx, seen.orElseThrow(), refused.answer()).replaceWith(new Next.Done());
            }
        };
    }
}
