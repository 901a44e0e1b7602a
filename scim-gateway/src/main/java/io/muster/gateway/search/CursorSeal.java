package io.muster.gateway.search;

import io.muster.scim.error.ScimError;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals cursors with AES-256-GCM: nobody else can make or change one, and nobody reads in a URL, or in the log that keeps it, what the
 * list is sorted by. A cursor opens only in the context in which it was sealed: for another query or another caller it is as good as
 * forged.
 */
final class CursorSeal {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    /** No cursor of ours is longer: it holds a text of {@link SortKey#LONGEST} characters and an id. */
    private static final int LONGEST = 4_096;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKey key;
    private final byte[] context;

    /**
     * The seal for one query of one caller.
     *
     * @param context what has to be the same when the cursor comes back
     */
    CursorSeal(SecretKey key, byte[] context) {
        this.key = key;
        this.context = context.clone();
    }

    /** The cursor in characters that stand in URLs as they are (RFC 3986 §2.3). */
    String seal(Cursor cursor) {
        var nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            var sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(cursor.toBytes());
            var bytes = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, bytes, NONCE_BYTES, sealed.length);
            return text(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + CIPHER, e);
        }
    }

    /**
     * The cursor in a text.
     *
     * @throws ScimError.Refused with InvalidCursor, in the same words whatever was wrong (RFC 9865 §6)
     */
    Cursor open(String text) {
        var bytes = bytes(text);
        try {
            var opened = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE_BYTES))
                    .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
            return Cursor.of(opened).orElseThrow(CursorSeal::invalid);
        } catch (AEADBadTagException e) {
            throw invalid();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + CIPHER, e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context);
        return cipher;
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        if (text.length() > LONGEST) {
            throw invalid();
        }
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            // Of the last character some bits may stand for nothing: only the one spelling is the cursor.
            if (bytes.length <= NONCE_BYTES + TAG_BITS / Byte.SIZE
                    || !text(bytes).equals(text)) {
                throw invalid();
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static ScimError.Refused invalid() {
        return new ScimError.InvalidCursor(
                        "The cursor is none that this query was answered with; begin again with an empty one.")
                .refused();
    }
}
