package io.muster.gateway.search;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the next page of a list begins, as a client carries it from page to page; the gateway keeps nothing of it.
 *
 * @param after the last row of the page before
 * @param issued when that page was answered, to the second
 */
record Cursor(Position after, Instant issued) {
    private static final int FORM = 1;

    Cursor {
        Objects.requireNonNull(after);
        Objects.requireNonNull(issued);
    }

    byte[] toBytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            out.writeLong(issued.getEpochSecond());
            out.writeBoolean(after.key().isPresent());
            out.writeUTF(after.key().orElse(""));
            out.writeUTF(after.id());
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all that is written", e);
        }
        return bytes.toByteArray();
    }

    /** What {@link #toBytes} wrote; empty for another form, such as an older release's. */
    static Optional<Cursor> of(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != FORM) {
                return Optional.empty();
            }
            var issued = Instant.ofEpochSecond(in.readLong());
            var keyed = in.readBoolean();
            var key = in.readUTF();
            return Optional.of(
                    new Cursor(new Position(keyed ? Optional.of(key) : Optional.empty(), in.readUTF()), issued));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
