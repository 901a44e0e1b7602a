package io.muster.stack.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ImportReportTest {
    @Test
    void a_row_is_shown_with_its_line_its_key_and_each_change() throws IOException {
        assertThat(ImportReport.lines(json("""
                        {"n":11,"line":12,"key":"00011","status":"planned","action":"update","warnings":["look here"],
                         "changes":[{"path":"title","before":"Buyer","after":"Shift Lead"},{"path":"emails","after":[{"value":"a"}]}]}
                        """)))
                .containsExactly(
                        "line 12    00011         update",
                        "             ! look here",
                        "             title: Buyer → Shift Lead",
                        "             emails: - → [{\"value\":\"a\"}]");
    }

    @Test
    void who_is_rejected_or_missing_is_shown_with_the_reason() throws IOException {
        assertThat(ImportReport.lines(
                        json("{\"line\":3,\"status\":\"rejected\",\"reason\":\"The row has no number.\"}")))
                .containsExactly("line 3     -             rejected  The row has no number.");
        assertThat(
                        ImportReport.lines(
                                json(
                                        "{\"key\":\"7\",\"status\":\"written\",\"action\":\"disable\",\"reason\":\"Missing in the file.\"}")))
                .containsExactly("missing    7             disable   Missing in the file.");
    }

    @Test
    void the_summary_says_whether_anything_was_written() throws IOException {
        var totals = "\"totals\":{\"create\":1,\"update\":2,\"disable\":3,\"unchanged\":4,\"rejected\":5}";
        assertThat(ImportReport.summary(json("{\"state\":\"done\"," + totals + "}")))
                .isEqualTo("Done: 1 created, 2 updated, 3 disabled, 4 unchanged, 5 rejected.");
        assertThat(ImportReport.summary(json("{\"state\":\"planned\"," + totals + "}")))
                .isEqualTo(
                        "Dry run, nothing was written: 1 to create, 2 to update, 3 to disable, 4 unchanged, 5 rejected.");
        assertThat(ImportReport.summary(json("{\"state\":\"refused\",\"reason\":\"Too many.\"," + totals + "}")))
                .contains("nothing was written", "Too many.", "--allow-disables");
    }

    private static JsonNode json(String text) throws IOException {
        return Launcher.JSON.readTree(text);
    }
}
