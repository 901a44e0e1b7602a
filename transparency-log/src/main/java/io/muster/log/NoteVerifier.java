package io.muster.log;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The public Ed25519 key of a signer of notes (C2SP signed-note). Printed as {@code name+keyid+base64}, for instance
 * {@code PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW}.
 */
public final class NoteVerifier {
    static final byte ED25519 = 1;
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final int keyId;
    private final byte[] key;
    private final PublicKey publicKey;

    NoteVerifier(String name, byte[] key) {
        this.name = requireName(name);
        this.key = key.clone();
        this.keyId = keyId(name, key);
        this.publicKey = publicKey(key);
    }

    /** Parses the printed form. Throws IllegalArgumentException saying what is wrong with it. */
    public static NoteVerifier parse(String text) {
        int first = text.indexOf('+');
        int second = text.indexOf('+', first + 1);
        if (first < 0 || second - first != 9) {
            throw new IllegalArgumentException("a verifier key is name+8 hex digits+base64");
        }
        byte[] data = Base64.getDecoder().decode(text.substring(second + 1));
        if (data.length != 1 + Hash.SIZE || data[0] != ED25519) {
            throw new IllegalArgumentException("not an Ed25519 key");
        }
        var verifier = new NoteVerifier(text.substring(0, first), Arrays.copyOfRange(data, 1, data.length));
        if (!verifier.toString().equals(text)) { // also refuses upper case hex and loose base64
            throw new IllegalArgumentException("the key id does not fit the key");
        }
        return verifier;
    }

    /** The signer's name; for a checkpoint it is the log's origin. */
    public String name() {
        return name;
    }

    /** First four bytes of SHA-256(name || 0x0A || 0x01 || key), big-endian. */
    public int keyId() {
        return keyId;
    }

    /** Whether the 64 bytes are this key's signature of the text. Never throws for bytes from outside. */
    public boolean verifies(byte[] text, byte[] signature) {
        try {
            var ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(publicKey);
            ed25519.update(text);
            return ed25519.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // malformed signature or a point that is none: nothing was signed
        }
    }

    static int keyId(String name, byte[] key) {
        var digest = Hash.sha256();
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        digest.update(ED25519);
        byte[] hash = digest.digest(key);
        return (hash[0] & 0xff) << 24 | (hash[1] & 0xff) << 16 | (hash[2] & 0xff) << 8 | (hash[3] & 0xff);
    }

    static String requireName(String name) {
        if (name.isEmpty() || name.indexOf('+') >= 0 || name.codePoints().anyMatch(NoteVerifier::isSpace)) {
            throw new IllegalArgumentException("a key name is not empty and has neither space nor plus");
        }
        return name;
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    private static PublicKey publicKey(byte[] key) {
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + key.length);
        System.arraycopy(key, 0, encoded, X509_PREFIX.length, key.length);
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an Ed25519 key", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteVerifier v && name.equals(v.name) && Arrays.equals(key, v.key);
    }

    @Override
    public int hashCode() {
        return keyId;
    }

    @Override
    public String toString() {
        byte[] data = new byte[key.length + 1];
        data[0] = ED25519;
        System.arraycopy(key, 0, data, 1, key.length);
        return name + "+" + HexFormat.of().toHexDigits(keyId) + "+"
                + Base64.getEncoder().encodeToString(data);
    }
}
