package io.muster.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A private Ed25519 key that signs notes (C2SP signed-note). Stored as {@code PRIVATE+KEY+name+keyid+base64(01 || seed)}, the
 * form of the Go tools.
 */
public final class NoteSigner {
    private static final String PREFIX = "PRIVATE+KEY+";

    private final NoteVerifier verifier;
    private final PrivateKey privateKey;
    private final byte[] seed;

    private NoteSigner(String name, byte[] seed) {
        this.seed = seed.clone();
        var pair = pairOf(seed);
        this.privateKey = pair.getPrivate();
        byte[] encoded = pair.getPublic().getEncoded();
        this.verifier = new NoteVerifier(name, Arrays.copyOfRange(encoded, encoded.length - Hash.SIZE, encoded.length));
    }

    /** A new key for this name. */
    public static NoteSigner generate(String name, SecureRandom random) {
        byte[] seed = new byte[Hash.SIZE];
        random.nextBytes(seed);
        return new NoteSigner(NoteVerifier.requireName(name), seed);
    }

    /** Parses the stored form. Throws IllegalArgumentException, without the key in its message. */
    public static NoteSigner parse(String text) {
        var parts = text.startsWith(PREFIX) ? text.substring(PREFIX.length()).split("\\+", 3) : new String[0];
        if (parts.length != 3) {
            throw new IllegalArgumentException("a signer key is PRIVATE+KEY+name+8 hex digits+base64");
        }
        byte[] data = Base64.getDecoder().decode(parts[2]);
        if (data.length != 1 + Hash.SIZE || data[0] != NoteVerifier.ED25519) {
            throw new IllegalArgumentException("not an Ed25519 signer key");
        }
        var signer = new NoteSigner(parts[0], Arrays.copyOfRange(data, 1, data.length));
        if (!HexFormat.of().toHexDigits(signer.verifier.keyId()).equals(parts[1])) {
            throw new IllegalArgumentException("the key id does not fit the key");
        }
        return signer;
    }

    /** The stored form. A secret: for the key file only. */
    public String secret() {
        byte[] data = new byte[seed.length + 1];
        data[0] = NoteVerifier.ED25519;
        System.arraycopy(seed, 0, data, 1, seed.length);
        return PREFIX + verifier.name() + "+" + HexFormat.of().toHexDigits(verifier.keyId()) + "+"
                + Base64.getEncoder().encodeToString(data);
    }

    /** The public half. */
    public NoteVerifier verifier() {
        return verifier;
    }

    /** Signs a text that ends with a newline. Throws IllegalArgumentException if it cannot be a note. */
    public SignedNote sign(String text) {
        try {
            var ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(privateKey);
            ed25519.update(text.getBytes(StandardCharsets.UTF_8));
            byte[] blob = ByteBuffer.allocate(4 + 64)
                    .putInt(verifier.keyId())
                    .put(ed25519.sign())
                    .array();
            return new SignedNote(
                    text,
                    List.of(new SignedNote.Line(
                            verifier.name(), Base64.getEncoder().encodeToString(blob))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs with Ed25519", e);
        }
    }

    // The JDK derives no public key from a seed, but its generator takes the seed as the random bytes it asks for.
    private static KeyPair pairOf(byte[] seed) {
        try {
            var generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, new Seed(seed));
            var pair = generator.generateKeyPair();
            byte[] used = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            if (!Arrays.equals(seed, used)) {
                throw new IllegalStateException("this JDK's Ed25519 generator does not take the seed as it is");
            }
            return pair;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    private static final class Seed extends SecureRandom {
        private final byte[] seed;

        Seed(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
