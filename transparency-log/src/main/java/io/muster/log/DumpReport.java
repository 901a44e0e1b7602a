package io.muster.log;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@link DumpVerifier} found.
 *
 * @param origin of the newest log in the dump; empty if not even that could be read
 * @param entries computed again from their bytes, all logs together
 * @param checkpoints whose signature and root were checked
 * @param payloads ciphertexts that are the ones in the log
 * @param opened of these, decrypted with the leaf key in the dump
 * @param erased entries whose payload is gone because the log itself says that its subject was erased
 * @param gaps sentences about ranges lost by a restore, which a later log declares; they do not make the dump unsound
 * @param findings empty if everything is as it was signed
 */
public record DumpReport(
        String origin,
        long entries,
        int checkpoints,
        long payloads,
        long opened,
        long erased,
        List<String> gaps,
        List<Finding> findings) {
    /** Copies. */
    public DumpReport {
        gaps = List.copyOf(gaps);
        findings = List.copyOf(findings);
    }

    /** True if nothing is wrong. */
    public boolean sound() {
        return findings.isEmpty();
    }

    /** Lines for a person, the verdict first. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add((sound() ? "VERIFIED " : "BROKEN ") + origin);
        lines.add(entries + " entries, " + checkpoints + " signed checkpoints, " + payloads + " payloads (" + opened
                + " opened), " + erased + " erased");
        gaps.forEach(gap -> lines.add("gap: " + gap));
        findings.forEach(finding -> lines.add("broken: " + finding));
        return lines;
    }
}
