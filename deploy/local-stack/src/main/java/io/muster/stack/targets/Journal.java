package io.muster.stack.targets;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An append-only file of text records. {@link #append} puts a record behind the others, {@link #force} returns when it is on disk; one fsync serves all who wait.
 *
 * <p>A record that a crash tore has no terminator and is dropped when the file is read: nobody was told that it was written.
 */
final class Journal implements Closeable {
    private final FileChannel channel;
    private final ReentrantLock flush = new ReentrantLock();
    private long written;
    private long durable;

    private Journal(FileChannel channel, long size) {
        this.channel = channel;
        this.written = size;
        this.durable = size;
    }

    /** What a file holds up to its last complete record, empty if there is no file. */
    static String read(Path file, String terminator) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        var text = Files.readString(file, StandardCharsets.UTF_8);
        var end = text.lastIndexOf(terminator);
        return end < 0 ? "" : text.substring(0, end + terminator.length());
    }

    /** Replaces the file in one step by these records (the compacted state) and opens it for more. */
    static Journal rewrite(Path file, List<String> records) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        var next = file.resolveSibling(file.getFileName() + ".next");
        try (var out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (var record : records) {
                writeFully(out, record);
            }
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        var channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        return new Journal(channel, channel.size());
    }

    /** Appends one record and returns the position to hand to {@link #force}. Records lie in the order of the calls. */
    synchronized long append(String record) {
        try {
            written += writeFully(channel, record);
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException("The journal cannot be written; the change is not acknowledged", e);
        }
    }

    /** Returns when everything up to this position is on disk. */
    void force(long position) {
        flush.lock();
        try {
            if (durable >= position) {
                return; // someone else's fsync took ours along
            }
            long reached = writtenSoFar();
            channel.force(false);
            durable = reached;
        } catch (IOException e) {
            throw new UncheckedIOException("The journal cannot be forced to disk; the change is not acknowledged", e);
        } finally {
            flush.unlock();
        }
    }

    private synchronized long writtenSoFar() {
        return written;
    }

    private static int writeFully(FileChannel channel, String record) throws IOException {
        var bytes = ByteBuffer.wrap(record.getBytes(StandardCharsets.UTF_8));
        var length = bytes.remaining();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return length;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
