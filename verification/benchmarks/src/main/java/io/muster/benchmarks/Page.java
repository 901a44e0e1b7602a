package io.muster.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of all figures: each benchmark writes the section that is its own and leaves the others as they are. */
public final class Page {
    private static final String BEGINNING = "# Benchmarks\n";

    private final Path file;

    /** The page in a file, which need not be there yet. */
    public Page(Path file) {
        this.file = file;
    }

    /** Puts a text under a heading, in place of what stands there; at the end where there is no such heading. */
    public void put(String heading, String text) throws IOException {
        var page = Files.exists(file) ? Files.readString(file) : BEGINNING;
        var section = "## " + heading + "\n\n" + text.strip() + "\n";
        var old = Pattern.compile("(?ms)^## " + Pattern.quote(heading) + "\n.*?(?=^## |\\z)")
                .matcher(page);
        var next = old.find()
                ? old.replaceFirst(Matcher.quoteReplacement(section + "\n"))
                : page.strip() + "\n\n" + section;
        var directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, next.strip() + "\n");
    }
}
