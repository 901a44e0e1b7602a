package io.muster.gateway.bulk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** CSV (RFC 4180) with a header. A row with more or fewer columns than the header is not taken: nobody knows which one is missing. */
final class CsvRows extends FeedRows {
    private final RowBounds bounds;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final int width;
    private final Map<String, Integer> places;

    private CsvRows(
            RowBounds bounds, CSVParser parser, Iterator<CSVRecord> records, int width, Map<String, Integer> places) {
        this.bounds = bounds;
        this.parser = parser;
        this.records = records;
        this.width = width;
        this.places = places;
    }

    static CsvRows open(RowBounds text, ImportMapping mapping) throws IOException {
        var format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(mapping.format().delimiter())
                .setQuote(mapping.format().quote())
                .get();
        var parser = CSVParser.builder().setReader(text).setFormat(format).get();
        var records = parser.iterator();
        var header = read(parser, records);
        if (header == null) {
            throw new FeedProblem(1, "The file is empty: its first line must name the columns.");
        }
        var names = header.stream().map(String::strip).toList();
        return new CsvRows(text, parser, records, names.size(), places(names, mapping.columns()));
    }

    private static Map<String, Integer> places(List<String> names, List<String> wanted) {
        var missing = wanted.stream().filter(name -> !names.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw new FeedProblem(1, "The header has no column " + String.join(", ", missing) + ".");
        }
        var places = new LinkedHashMap<String, Integer>();
        for (var name : wanted) {
            if (names.indexOf(name) != names.lastIndexOf(name)) {
                throw new FeedProblem(1, "The header has the column " + name + " twice.");
            }
            places.put(name, names.indexOf(name));
        }
        return places;
    }

    @Override
    @Nullable FeedRow next() {
        while (true) {
            int line = Math.toIntExact(parser.getCurrentLineNumber() + 1);
            var found = read(parser, records);
            if (found == null) {
                return null;
            }
            bounds.rowEnds();
            boolean blank = found.size() == 1 && found.get(0).isBlank();
            if (!blank) {
                return row(line, found);
            }
        }
    }

    private FeedRow row(int line, CSVRecord found) {
        if (found.size() != width) {
            return broken(line, "has " + found.size() + " columns where the header has " + width);
        }
        var cells = JsonNodeFactory.instance.objectNode();
        places.forEach((name, place) -> put(cells, name, found.get(place)));
        return row(line, cells);
    }

    /** What the parser says may hold parts of the file: told is only where. */
    private static @Nullable CSVRecord read(CSVParser parser, Iterator<CSVRecord> records) {
        long line = parser.getCurrentLineNumber() + 1;
        try {
            return records.hasNext() ? records.next() : null;
        } catch (FeedProblem e) {
            throw new FeedProblem(line, String.valueOf(e.getMessage()));
        } catch (UncheckedIOException | IllegalStateException e) {
            throw new FeedProblem(
                    line,
                    "The quotes are not those of CSV: a quoted value must be followed by a delimiter or the end of"
                            + " the line, and a quote inside is written twice.");
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
