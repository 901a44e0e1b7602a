package io.muster.log;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * How the content of an entry is sealed: AES-256-GCM under a leaf key that belongs to one event, the entry's id as associated
 * data. Leaf key = HKDF-SHA256(subject key, info = event id) (RFC 5869). The nonce is the beginning of HMAC-SHA256(leaf key,
 * content), so that sealing the same event again after a crash gives the same bytes, and other content never meets the same
 * nonce. Sealed form: 12 bytes nonce, ciphertext, 16 bytes tag.
 */
public final class PayloadCipher {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final byte[] SALT = "muster audit leaf key v1".getBytes(StandardCharsets.UTF_8);

    private PayloadCipher() {}

    /** The key of one event's payload, 32 bytes. */
    public static byte[] leafKey(byte[] subjectKey, String eventId) {
        byte[] info = eventId.getBytes(StandardCharsets.UTF_8);
        byte[] block = Arrays.copyOf(info, info.length + 1);
        block[info.length] = 1; // HKDF-Expand, first and only block: HMAC(PRK, info || 0x01)
        return hmac(hmac(SALT, subjectKey), block);
    }

    /** Seals content. */
    public static byte[] seal(byte[] leafKey, String eventId, byte[] content) {
        byte[] nonce = Arrays.copyOf(hmac(leafKey, content), NONCE);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, leafKey, eventId, nonce).doFinal(content);
            byte[] out = Arrays.copyOf(nonce, NONCE + sealed.length);
            System.arraycopy(sealed, 0, out, NONCE, sealed.length);
            return out;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /** Opens sealed content. Throws IllegalArgumentException if key, id or bytes do not belong together. */
    public static byte[] open(byte[] leafKey, String eventId, byte[] sealed) {
        if (sealed.length < NONCE) {
            throw new IllegalArgumentException("the payload is cut");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, leafKey, eventId, Arrays.copyOf(sealed, NONCE))
                    .doFinal(sealed, NONCE, sealed.length - NONCE);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the payload does not open with this key", e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, String eventId, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(eventId.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }
}
