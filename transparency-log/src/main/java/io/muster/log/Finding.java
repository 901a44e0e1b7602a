package io.muster.log;

/** Something a verifier found wrong, named as closely as the signed checkpoints allow. */
public sealed interface Finding {
    /** One entry, or what lies beside it, is not what was signed. */
    record BrokenEntry(String origin, long index, String why) implements Finding {
        @Override
        public String toString() {
            return "entry " + index + " of " + origin + ": " + why;
        }
    }

    /** Somewhere in {@code [from, to)}, the smallest range between two signed checkpoints, the log is not what was signed. */
    record BrokenRange(String origin, long from, long to, String why) implements Finding {
        @Override
        public String toString() {
            return "entries " + from + " to " + (to - 1) + " of " + origin + ": " + why;
        }
    }

    /** A file of the dump is missing, malformed, or not what the entries say. */
    record BrokenFile(String path, String why) implements Finding {
        @Override
        public String toString() {
            return path + ": " + why;
        }
    }
}
