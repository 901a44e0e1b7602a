package io.muster.stack.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/**
 * Mails as files, {@code 00000001.eml}, …: two lines of envelope ({@code Received-At:}, {@code Recipients:}), then the message as it came. A file is complete or not there.
 */
final class MailStore {
    private static final Session SESSION = Session.getInstance(new Properties());

    private final Path directory;
    private final InstantSource clock;
    private final List<Mail> mails = new ArrayList<>();
    private int next = 1;

    MailStore(Path directory, InstantSource clock) throws IOException, MessagingException {
        this.directory = Files.createDirectories(directory);
        this.clock = clock;
        try (var files = Files.list(directory)) {
            for (var file :
                    files.filter(f -> f.toString().endsWith(".eml")).sorted().toList()) {
                mails.add(read(file));
                var name = Objects.requireNonNull(file.getFileName()).toString();
                next = Integer.parseInt(name.substring(0, name.length() - ".eml".length())) + 1;
            }
        }
    }

    /** Keeps a mail; it is on disk when this returns. */
    synchronized void add(MimeMessage message, List<String> recipients) throws IOException, MessagingException {
        var bytes = new ByteArrayOutputStream();
        var receivedAt = clock.instant();
        bytes.writeBytes(("Received-At: " + receivedAt + "\nRecipients: " + String.join(",", recipients) + "\n")
                .getBytes(StandardCharsets.UTF_8));
        message.writeTo(bytes);
        write(directory.resolve("%08d.eml".formatted(next)), bytes.toByteArray());
        next++;
        mails.add(Mail.of(message, recipients, receivedAt));
    }

    /** Oldest first. */
    synchronized List<Mail> all() {
        return List.copyOf(mails);
    }

    synchronized List<Mail> to(String address) {
        return mails.stream().filter(mail -> mail.isFor(address)).toList();
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        var unfinished = file.resolveSibling(file.getFileName() + ".part");
        try (var channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Mail read(Path file) throws IOException, MessagingException {
        var bytes = Files.readAllBytes(file);
        int first = endOfLine(bytes, 0);
        int second = endOfLine(bytes, first + 1);
        var receivedAt = Instant.parse(line(bytes, 0, first).substring("Received-At: ".length()));
        var recipients = List.of(line(bytes, first + 1, second)
                .substring("Recipients: ".length())
                .split(",", -1));
        var message = new MimeMessage(SESSION, new ByteArrayInputStream(bytes, second + 1, bytes.length - second - 1));
        return Mail.of(message, recipients, receivedAt);
    }

    private static int endOfLine(byte[] bytes, int from) throws IOException {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        throw new IOException("A mail's file starts with two lines of envelope");
    }

    private static String line(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
