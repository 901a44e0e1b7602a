package io.muster.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.events.EventTypes;
import io.muster.log.TilePath;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;

/** The log verifies from its dump alone, while the service that wrote it is stopped; a flipped byte in a copy does not. */
final class LogProof implements Step {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SERVICE = "audit-service";

    @Override
    public String name() {
        return "Proof";
    }

    @Override
    public String promise() {
        return "with audit-service stopped, the dumped log verifies; with one byte flipped in a copy it fails and the entry is named";
    }

    @Override
    public Set<String> needs() {
        return Set.of("scim-gateway", SERVICE);
    }

    @Override
    public void run(Run run, Evidence evidence) throws Exception {
        var directory = Files.createTempDirectory("muster-dump-");
        try {
            var dump = directory.resolve("dump");
            run.muster("audit", "dump", dump.toString());
            run.muster("stop", SERVICE);
            try {
                requireAway(run);
                verify(run, evidence, dump, copy(dump, directory.resolve("copy")));
            } finally {
                run.muster("start", SERVICE);
            }
            var alice = run.called("Alice");
            var again = run.http().get(run.url(SERVICE) + "/audit/events?subject=" + alice.id(), run.auditor());
            evidence.seen(
                    "%s is back and lists %d events of Alice",
                    SERVICE, again.path("items").size());
        } finally {
            delete(directory);
        }
    }

    private static void verify(Run run, Evidence evidence, Path dump, Path copy) throws IOException {
        var sound = JSON.readTree(run.muster("verify", "--json", dump.toString()));
        long entries = sound.path("entries").asLong();
        evidence.seen(
                "%s is stopped; ./muster verify: %,d entries, %d signed checkpoints, all as signed",
                SERVICE, entries, sound.path("checkpoints").asInt());
        long entry = entryOfAlice(run);
        StepFailed.unless(entry < entries, "entry %d is not in the dump of %d".formatted(entry, entries));
        flipOneByte(copy, entry, entries);
        var said = run.refused("verify", copy.toString());
        StepFailed.unless(said.contains("entry " + entry + " of "), "it does not name entry " + entry + ": " + said);
        evidence.seen("one byte of entry %d flipped in a copy: verify fails and names it", entry);
        run.fact(
                "proof",
                "%,d entries, %d checkpoints verified offline; a flipped byte is found"
                        .formatted(entries, sound.path("checkpoints").asInt()));
    }

    private static void requireAway(Run run) throws IOException, InterruptedException {
        try {
            var answer = run.http().send("GET", run.url(SERVICE) + "/log/checkpoint", run.auditor(), null);
            throw new StepFailed(SERVICE + " is stopped and answers: " + answer.exchange());
        } catch (ConnectException away) {
            // as it should be: nothing that is seen from here on comes from it
        }
    }

    private static long entryOfAlice(Run run) {
        for (JsonNode event : run.chain()
                .orElseThrow(() -> new StepFailed("Alice's chain was not seen"))
                .path("events")) {
            if (event.path("type").asText().equals(EventTypes.ACCOUNT_CREATED)) {
                return event.path("entry").asLong();
            }
        }
        throw new StepFailed("Alice's chain has no account");
    }

    /** In the middle of an entry; entries have their length before them, two bytes big-endian. */
    private static void flipOneByte(Path dump, long entry, long entries) throws IOException {
        var bundle = dump.resolve(TilePath.of(TilePath.ENTRIES, entries)
                .get((int) (entry / TilePath.FULL))
                .toString());
        var bytes = Files.readAllBytes(bundle);
        var buffer = ByteBuffer.wrap(bytes);
        for (long skipped = 0; skipped < entry % TilePath.FULL; skipped++) {
            int length = Short.toUnsignedInt(buffer.getShort());
            buffer.position(buffer.position() + length);
        }
        int length = Short.toUnsignedInt(buffer.getShort());
        bytes[buffer.position() + length / 2] ^= 1;
        Files.write(bundle, bytes);
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
