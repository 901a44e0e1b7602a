package io.muster.gateway.token;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What a client sends as its bearer token: {@code muster_scim_}, then 256 random bits as 43 digits of base 62, then their CRC-32 as six
 * more. By prefix and checksum a scanner finds one in code or a log and is not wrong, and a mistyped one costs us no look into the
 * database.
 */
final class TokenSecret {
    /** How each of them begins. */
    static final String PREFIX = "muster_scim_";

    private static final int RANDOM_BYTES = 32;
    private static final int RANDOM_DIGITS = 43;
    private static final int CHECK_DIGITS = 6;
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
    private static final int LENGTH = PREFIX.length() + RANDOM_DIGITS + CHECK_DIGITS;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    private TokenSecret(String text) {
        this.text = text;
    }

    /** A new one. */
    static TokenSecret random() {
        var bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        var body = PREFIX + digits(new BigInteger(1, bytes), RANDOM_DIGITS);
        return new TokenSecret(body + check(body));
    }

    /** The secret that a request brought, if it can be one. */
    static Optional<TokenSecret> parse(String text) {
        if (text.length() != LENGTH || !text.startsWith(PREFIX) || !digitsFrom(text, PREFIX.length())) {
            return Optional.empty();
        }
        int end = text.length() - CHECK_DIGITS;
        return text.substring(end).equals(check(text.substring(0, end)))
                ? Optional.of(new TokenSecret(text))
                : Optional.empty();
    }

    private static boolean digitsFrom(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            var c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')) {
                return false;
            }
        }
        return true;
    }

    /** What is shown to the client once and told to nobody else. */
    String text() {
        return text;
    }

    /**
     * What is kept of it: SHA-256. Passwords need a slow, salted hash, because people choose them and so they can be guessed; among 2^256
     * random values nobody guesses, however fast the hash is. A slow one would only cost every request its time, and a salted one could
     * not be found by an index.
     */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The hash in hexadecimal digits, as a key in memory. */
    String key() {
        return HexFormat.of().formatHex(hash());
    }

    private static String check(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return digits(BigInteger.valueOf(crc.getValue()), CHECK_DIGITS);
    }

    private static String digits(BigInteger number, int count) {
        var digits = new StringBuilder(count);
        for (var rest = number; digits.length() < count; rest = rest.divide(BASE)) {
            digits.append(DIGITS.charAt(rest.mod(BASE).intValue()));
        }
        return digits.reverse().toString();
    }

    /** Without the secret: it must not come into a log by chance. */
    @Override
    public String toString() {
        return PREFIX + "…";
    }
}
