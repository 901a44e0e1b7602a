package io.muster.log;

import static io.muster.log.SampleLog.ORIGIN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dump of 600 entries with checkpoints after 100, 300, 301 and 600, and what the verifier says when it is damaged. */
class DumpVerifierTest {
    private static final int SIZE = 600;

    private final NoteSigner signer = NoteSigner.generate(ORIGIN, new SecureRandom());

    @TempDir
    Path directory;

    private SampleLog log;

    @BeforeEach
    void write() throws IOException {
        log = new SampleLog(directory, signer);
        log.fill(SIZE);
        log.write("", signer, List.of(100L, 300L, 301L, 600L), SIZE);
    }

    @Test
    void a_dump_as_it_was_written_is_sound() {
        var report = DumpVerifier.verify(directory);
        assertThat(report.findings()).isEmpty();
        assertThat(report).isEqualTo(new DumpReport(ORIGIN, SIZE, 4, SIZE - 2, SIZE - 2, 1, List.of(), List.of()));
        assertThat(DumpVerifier.verify(directory, signer.verifier()).sound()).isTrue();
    }

    @Test
    void any_flipped_byte_of_an_entry_names_the_entry() throws IOException {
        for (int entry : List.of(0, 99, 100, 255, 256, 300, 599)) {
            var file = file(TilePath.ENTRIES, entry);
            int offset = offset(Files.readAllBytes(file), 2, entry % 256);
            for (int at : List.of(offset, offset + 7, offset + 60)) {
                flipping(file, at, () -> assertThat(entries()).containsOnly((long) entry));
            }
        }
    }

    @Test
    void any_flipped_byte_of_a_payload_or_a_leaf_key_names_the_entry() throws IOException {
        for (int entry : List.of(0, 100, 599)) {
            for (var kind : List.of("payload", "leafkey")) {
                var file = directory.resolve(kind + "/" + path(0, entry).indexPart());
                int offset = offset(Files.readAllBytes(file), 4, entry % 256);
                flipping(file, offset, () -> assertThat(entries()).containsExactly((long) entry));
                flipping(file, offset + 20, () -> assertThat(entries()).containsExactly((long) entry));
            }
        }
    }

    @Test
    void a_flipped_hash_names_the_tile_and_not_an_entry() throws IOException {
        flipping(
                file(0, 300),
                44 * Hash.SIZE,
                () -> assertThat(findings())
                        .containsExactlyInAnyOrder(
                                "tile/1/000.p/2: hash 1 does not follow from tile/0/001",
                                "tile/0/001: the hash of entry 300 is missing or not the one that was signed"));
        flipping(
                directory.resolve("tile/1/000.p/2"),
                3,
                () -> assertThat(findings()).containsExactly("tile/1/000.p/2: hash 0 does not follow from tile/0/000"));
    }

    @Test
    void an_entry_and_another_hash_of_the_same_stretch_are_told_apart() throws IOException {
        var file = file(TilePath.ENTRIES, 400);
        flipping(
                file(0, 500),
                244 * Hash.SIZE,
                () -> flipping(
                        file,
                        offset(Files.readAllBytes(file), 2, 144) + 5,
                        () -> assertThat(entries()).containsExactly(400L)));
    }

    @Test
    void an_entry_changed_together_with_its_hash_is_found_between_two_checkpoints() throws IOException {
        var other = new SampleLog(directory, signer);
        other.fill(SIZE);
        other.leaves.set(200, "{\"id\":\"forged\",\"type\":\"t\"}".getBytes(UTF_8));
        other.ciphertexts.remove(200);
        other.write("", signer, List.of(), SIZE);
        assertThat(DumpVerifier.verify(directory).findings())
                .contains(new Finding.BrokenRange(
                        ORIGIN,
                        100,
                        300,
                        "they do not give the root of the checkpoint that was signed over 300 entries"))
                .noneMatch(f -> f instanceof Finding.BrokenRange r && r.to() <= 100);
    }

    @Test
    void dropped_swapped_and_repeated_entries_are_found() throws IOException {
        for (var change : List.<Consumer<List<byte[]>>>of(
                entries -> entries.remove(50),
                entries -> entries.add(50, entries.get(49)),
                entries -> entries.set(50, entries.get(51)))) {
            var file = file(TilePath.ENTRIES, 0);
            byte[] before = Files.readAllBytes(file);
            var entries = new ArrayList<>(EntryBundle.parse(before).entries());
            change.accept(entries);
            if (entries.size() > 256) {
                entries.removeLast();
            }
            Files.write(file, new EntryBundle(entries).bytes());
            assertThat(entries()).contains(50L).allMatch(i -> i >= 50 && i < 256);
            Files.write(file, before);
        }
    }

    @Test
    void a_missing_payload_is_only_right_after_an_erasure() throws IOException {
        var file = directory.resolve("payload/000");
        var frames =
                new ArrayList<>(SealedBundle.parse(Files.readAllBytes(file)).frames());
        frames.set(7, Optional.empty());
        Files.write(file, new SealedBundle(frames).bytes());
        assertThat(findings())
                .containsExactly("entry 7 of " + ORIGIN
                        + ": its payload is missing and the log does not say that its subject was erased");
    }

    @Test
    void missing_files_cut_files_and_foreign_signatures_are_found() throws IOException {
        for (var name : List.of("checkpoint", "origin.vkey", "tile/entries/001", "tile/0/001")) {
            var file = directory.resolve(name);
            byte[] before = Files.readAllBytes(file);
            Files.delete(file);
            assertThat(findings()).describedAs(name).isNotEmpty().anyMatch(f -> f.startsWith(name + ": it is missing"));
            Files.write(file, Arrays.copyOf(before, before.length - 2));
            assertThat(findings()).describedAs(name).isNotEmpty();
            Files.write(file, before);
        }
        var foreign = NoteSigner.generate(ORIGIN, new SecureRandom());
        assertThat(DumpVerifier.verify(directory, foreign.verifier()).sound()).isFalse();
        log.write("", foreign, List.of(), SIZE);
        Files.writeString(directory.resolve("origin.vkey"), signer.verifier() + "\n");
        assertThat(findings()).anyMatch(f -> f.startsWith("checkpoint: unverified note"));
    }

    @Test
    void a_log_that_follows_a_closed_one_is_followed_back_and_the_gap_is_told() throws IOException {
        log.write("closed/1/", signer, List.of(100L, 600L), 550);
        var last = Files.readString(directory.resolve("closed/1/checkpoint"));
        var signer2 = NoteSigner.generate("muster.example/audit/2", new SecureRandom());
        var next = new SampleLog(directory, signer);
        next.leaves.add(("{\"id\":\"opened\",\"previousCheckpoint\":\"" + last.replace("\n", "\\n")
                        + "\",\"previousSize\":550,\"type\":\"io.muster.audit.log.opened\"}")
                .getBytes(UTF_8));
        next.write("", signer2, List.of(), 1);
        var report = DumpVerifier.verify(directory);
        assertThat(report.findings()).isEmpty();
        assertThat(report.entries()).isEqualTo(551);
        assertThat(report.gaps())
                .containsExactly(
                        "entries 550 to 599 of " + ORIGIN + " were lost by a restore; the log after it says so");
        flipping(
                directory.resolve("closed/1/tile/entries/000"),
                30,
                () -> assertThat(entries()).containsExactly(0L));
        flipping(
                directory.resolve("closed/1/checkpoint"),
                30,
                () -> assertThat(DumpVerifier.verify(directory).sound()).isFalse());
    }

    private List<Long> entries() {
        return DumpVerifier.verify(directory).findings().stream()
                .flatMap(f -> f instanceof Finding.BrokenEntry e ? Stream.of(e.index()) : Stream.empty())
                .distinct()
                .toList();
    }

    private List<String> findings() {
        return DumpVerifier.verify(directory).findings().stream()
                .map(Finding::toString)
                .toList();
    }

    private static TilePath path(int level, int entry) {
        return new TilePath(level, entry / 256, entry / 256 == SIZE / 256 ? SIZE % 256 : 256);
    }

    private Path file(int level, int entry) {
        return directory.resolve(path(level, entry).toString());
    }

    private static int offset(byte[] bundle, int lengthBytes, int frame) {
        int at = 0;
        for (int i = 0; ; i++) {
            int length = 0;
            for (int b = 0; b < lengthBytes; b++) {
                length = (length << 8) | (bundle[at + b] & 0xff);
            }
            at += lengthBytes;
            if (i == frame) {
                return at;
            }
            at += length;
        }
    }

    private interface Check {
        void run() throws IOException;
    }

    private static void flipping(Path file, int at, Check check) throws IOException {
        byte[] before = Files.readAllBytes(file);
        byte[] damaged = before.clone();
        damaged[at] ^= 1;
        Files.write(file, damaged);
        check.run();
        Files.write(file, before);
    }
}
