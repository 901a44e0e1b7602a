package io.muster.log;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * What the verifier must know of an entry of the audit log, read from its leaf bytes, for instance
 *
 * <pre>{"id":"0198…","payload":{"keySha256":"9f86…","sha256":"60303ae2…"},"subject":"0197…","type":"io.muster.identity.user.created",…}</pre>
 *
 * @param id of the event; no two entries of a log have the same
 * @param type of the event
 * @param subject whom it is about
 * @param seal hashes of the ciphertext beside it; empty for an entry that is a header only
 * @param previous the last checkpoint of the log that this one follows, in the first entry of a log only
 * @param previousSize how many entries of that log were left when it was closed; 0 if there is none
 */
record EntryHeader(
        String id,
        String type,
        Optional<String> subject,
        Optional<Seal> seal,
        Optional<String> previous,
        long previousSize) {
    /** Type of the entry that destroys a subject's key: from here on payloads of the subject may be missing. */
    static final String ERASED = "io.muster.audit.erased";

    /** SHA-256 of the ciphertext and of the key that opens it. */
    record Seal(Hash ciphertext, Hash leafKey) {}

    /** Throws IllegalArgumentException saying what is wrong. */
    static EntryHeader parse(byte[] leaf) {
        var json = Json.object(leaf);
        return new EntryHeader(
                required(json, "id"),
                required(json, "type"),
                Json.string(json, "subject"),
                seal(json),
                Json.string(json, "previousCheckpoint"),
                json.get("previousSize") instanceof Json.Numeral number
                                && number.text().matches("[0-9]{1,18}")
                        ? Long.parseLong(number.text())
                        : 0);
    }

    @SuppressWarnings("unchecked") // Json.object yields string keys only
    private static Optional<Seal> seal(Map<String, Object> json) {
        if (!(json.get("payload") instanceof Map<?, ?> payload)) {
            return Optional.empty();
        }
        var members = (Map<String, Object>) payload;
        return Optional.of(new Seal(hex(required(members, "sha256")), hex(required(members, "keySha256"))));
    }

    private static Hash hex(String text) {
        return Hash.of(HexFormat.of().parseHex(text));
    }

    private static String required(Map<String, Object> json, String name) {
        return Json.string(json, name).orElseThrow(() -> new IllegalArgumentException("the header has no " + name));
    }
}
