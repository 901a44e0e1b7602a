package io.muster.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signed notes and checkpoints against the Go tests and the C2SP specifications. */
class NoteVectorsTest {
    private final JsonNode go = Vectors.read("note/go-note-vectors.json");

    @Test
    void signing_gives_the_note_of_the_go_test() {
        var signer = NoteSigner.parse(go.get("signerKey").asText());
        var sign = go.get("sign");
        assertThat(signer.sign(sign.get("text").asText()))
                .hasToString(sign.get("note").asText());
        assertThat(signer.verifier())
                .hasToString(go.at("/verifierKeys/PeterNeumann").asText());
        assertThat(signer.secret()).isEqualTo(go.get("signerKey").asText());
    }

    @Test
    void a_new_key_survives_its_stored_form_and_signs() {
        var signer = NoteSigner.generate("muster.example/audit", new SecureRandom());
        var again = NoteSigner.parse(signer.secret());
        assertThat(again.verifier()).isEqualTo(signer.verifier());
        var note = SignedNote.parse(again.sign("hello\n").toString());
        assertThat(note.open(List.of(NoteVerifier.parse(signer.verifier().toString())))
                        .verified())
                .hasSize(1);
    }

    @Test
    void texts_that_cannot_be_notes_are_not_signed() {
        var signer = NoteSigner.parse(go.get("signerKey").asText());
        for (var bad : go.get("badTexts")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> signer.sign(bad.get("text").asText()));
        }
    }

    @Test
    void damaged_verifier_keys_are_refused() {
        for (var bad : go.get("badVerifierKeys")) {
            assertThatIllegalArgumentException()
                    .describedAs(bad.get("why").asText())
                    .isThrownBy(() -> NoteVerifier.parse(bad.get("key").asText()));
        }
        for (var key : go.get("verifierKeys")) {
            var good = key.asText();
            for (int from = 0; from < good.length(); from++) {
                for (int to = from + 1; to <= good.length(); to++) {
                    if (to - from < good.length()) {
                        refused(good.substring(from, to));
                    }
                }
                refused(good.substring(0, from) + (char) (good.charAt(from) + 1) + good.substring(from + 1));
            }
        }
    }

    private static void refused(String key) {
        assertThatIllegalArgumentException().describedAs(key).isThrownBy(() -> NoteVerifier.parse(key));
    }

    @Test
    void notes_open_or_are_refused_as_in_the_go_test() {
        for (var c : go.get("open")) {
            var verifiers = Vectors.each(c.get("verifiers"))
                    .map(v -> NoteVerifier.parse(v.asText()))
                    .toList();
            byte[] note = c.has("note")
                    ? c.get("note").asText().getBytes(UTF_8)
                    : Base64.getDecoder().decode(c.get("noteBase64").asText());
            var want = c.get("want").asText();
            if (want.equals("ok")) {
                var opened = SignedNote.parse(note).open(verifiers);
                assertThat(opened.verified())
                        .extracting(SignedNote.Line::name)
                        .containsExactlyElementsOf(names(c.get("verified")));
                assertThat(opened.unverified())
                        .extracting(SignedNote.Line::name)
                        .containsExactlyElementsOf(names(c.get("unverified")));
            } else {
                assertThatIllegalArgumentException()
                        .describedAs(c.get("desc").asText())
                        .isThrownBy(() -> SignedNote.parse(note).open(verifiers))
                        .withMessageContaining(want);
            }
        }
    }

    private static List<String> names(JsonNode array) {
        return Vectors.each(array).map(JsonNode::asText).toList();
    }

    @Test
    void examples_of_the_specifications_verify_or_parse_and_print_as_they_are() {
        for (var example : Vectors.read("note/c2sp-examples.json").get("examples")) {
            var text = example.get("note").asText();
            var note = SignedNote.parse(text);
            assertThat(note).hasToString(text);
            if (example.has("verifierKey")) {
                note.open(List.of(NoteVerifier.parse(example.get("verifierKey").asText())));
            }
            if (example.has("checkpoint")) {
                var wanted = example.get("checkpoint");
                assertThat(Checkpoint.parse(note.text()))
                        .isEqualTo(new Checkpoint(
                                wanted.get("origin").asText(),
                                wanted.get("size").asLong(),
                                Hash.fromBase64(wanted.get("rootBase64").asText())));
            }
        }
    }

    @Test
    void a_checkpoint_of_another_log_or_changed_in_any_byte_does_not_open() {
        var signer = NoteSigner.generate("muster.example/audit", new SecureRandom());
        var checkpoint = new Checkpoint("muster.example/audit", 17, Vectors.leaf(1), List.of("an extension"));
        var note = signer.sign(checkpoint.text());
        assertThat(Checkpoint.open(note, signer.verifier())).isEqualTo(checkpoint);

        var foreign = signer.sign(new Checkpoint("other.example", 17, Vectors.leaf(1)).text());
        assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.open(foreign, signer.verifier()));

        byte[] bytes = note.toString().getBytes(UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 1;
            assertThatIllegalArgumentException()
                    .describedAs("byte %d", i)
                    .isThrownBy(() -> Checkpoint.open(SignedNote.parse(damaged), signer.verifier()));
        }
    }

    @Test
    void checkpoints_that_are_none_are_refused() {
        var root = Vectors.leaf(1).base64();
        for (var bad : List.of(
                "origin\n1\n" + root,
                "origin\n01\n" + root + "\n",
                "origin\n0x1\n" + root + "\n",
                "origin\n-1\n" + root + "\n",
                "\n1\n" + root + "\n",
                "origin\n1\n",
                "origin\n1\nAAAA\n",
                "origin\n1\n" + root + "\n\n")) {
            assertThatIllegalArgumentException().describedAs(bad).isThrownBy(() -> Checkpoint.parse(bad));
        }
    }
}
