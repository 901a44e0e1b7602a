package io.muster.runtime.intake;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The value of a record as it came: bytes that nobody can change, equal by content, never printed. */
public final class Bytes {
    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content.clone();
    }

    /** A copy of the bytes; null stays null. */
    public static @Nullable Bytes of(byte @Nullable [] content) {
        return content == null ? null : new Bytes(content);
    }

    public byte[] toArray() {
        return content.clone();
    }

    public int length() {
        return content.length;
    }

    public String base64() {
        return Base64.getEncoder().encodeToString(content);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return content.length + " bytes"; // they may be about a person
    }
}
