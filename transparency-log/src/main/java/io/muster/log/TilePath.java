package io.muster.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Address of a tile or entry bundle (C2SP tlog-tiles): {@code tile/0/x001/x234/067}, partial {@code tile/1/001.p/17}, entries
 * {@code tile/entries/000.p/5}.
 *
 * @param level 0 to 5, or {@link #ENTRIES}
 * @param index from 0
 * @param width 1 to 256; less than 256 is a partial tile
 */
public record TilePath(int level, long index, int width) {
    /** Hashes in a full tile, and leaves per bundle. */
    public static final int FULL = 256;
    /** The level that stands for entry bundles. */
    public static final int ENTRIES = -1;
    /** The highest tile level (48 bits of index are covered by 6 levels). */
    public static final int MAX_LEVEL = 5;

    /** Checks the ranges. */
    public TilePath {
        if (level < ENTRIES || level > MAX_LEVEL || index < 0 || width < 1 || width > FULL) {
            throw new IllegalArgumentException("no tile has level " + level + ", index " + index + ", width " + width);
        }
    }

    /** True if it holds all 256. */
    public boolean full() {
        return width == FULL;
    }

    /** Parses a path, or is empty if it is none. */
    public static Optional<TilePath> parse(String path) {
        var parts = List.of(path.split("/", -1));
        if (parts.size() < 3 || !parts.getFirst().equals("tile")) {
            return Optional.empty();
        }
        int level;
        if (parts.get(1).equals("entries")) {
            level = ENTRIES;
        } else if (parts.get(1).matches("[0-5]")) {
            level = Integer.parseInt(parts.get(1));
        } else {
            return Optional.empty();
        }
        var rest = new ArrayList<>(parts.subList(2, parts.size()));
        int width = FULL;
        if (rest.size() > 1 && rest.get(rest.size() - 2).endsWith(".p")) {
            if (!rest.getLast().matches("[1-9][0-9]{0,2}")) {
                return Optional.empty();
            }
            width = Integer.parseInt(rest.removeLast());
            var last = rest.removeLast();
            rest.add(last.substring(0, last.length() - 2));
            if (width >= FULL) {
                return Optional.empty();
            }
        }
        int tileWidth = width;
        return parseIndex(String.join("/", rest)).map(index -> new TilePath(level, index, tileWidth));
    }

    /** Parses {@code x001/x234/067} to 1234067. */
    static Optional<Long> parseIndex(String text) {
        if (!text.matches("(x[0-9]{3}/){0,5}[0-9]{3}")) {
            return Optional.empty();
        }
        long index = 0;
        for (var part : text.split("/", -1)) {
            index = index * 1000 + Long.parseLong(part.startsWith("x") ? part.substring(1) : part);
        }
        return formatIndex(index).equals(text) ? Optional.of(index) : Optional.empty();
    }

    /** Prints 1234067 as {@code x001/x234/067}. */
    static String formatIndex(long index) {
        var text = new StringBuilder(three(index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            text.insert(0, "x" + three(rest % 1000) + "/");
        }
        return text.toString();
    }

    private static String three(long n) {
        return n < 10 ? "00" + n : n < 100 ? "0" + n : Long.toString(n);
    }

    /** The tiles of one level in a tree of this size, in order; the last may be partial. */
    public static List<TilePath> of(int level, long treeSize) {
        long hashes = level == ENTRIES ? treeSize : treeSize >>> (8 * level);
        var tiles = new ArrayList<TilePath>();
        for (long index = 0; index < hashes / FULL; index++) {
            tiles.add(new TilePath(level, index, FULL));
        }
        if (hashes % FULL > 0) {
            tiles.add(new TilePath(level, hashes / FULL, (int) (hashes % FULL)));
        }
        return tiles;
    }

    /** The index part with its {@code .p/W}, as other bundles that go beside the tiles use it too. */
    public String indexPart() {
        return formatIndex(index) + (full() ? "" : ".p/" + width);
    }

    @Override
    public String toString() {
        return "tile/" + (level == ENTRIES ? "entries" : Integer.toString(level)) + "/" + indexPart();
    }
}
