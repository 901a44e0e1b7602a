package io.muster.gateway.bulk;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Ends the reading where one row is longer than any can be: a quote that nobody closes must not fill the memory. */
final class RowBounds extends FilterReader {
    /** Characters of a row, with what is read ahead. */
    static final int MOST = 1 << 20;

    private int left = MOST;

    RowBounds(Reader text) {
        super(text);
    }

    /** A row is complete. */
    void rowEnds() {
        left = MOST;
    }

    @Override
    public int read() throws IOException {
        int c = super.read();
        took(c < 0 ? 0 : 1);
        return c;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        took(Math.max(0, count));
        return count;
    }

    private void took(int count) {
        left -= count;
        if (left < 0) {
            throw new FeedProblem(0, "A row is longer than " + MOST + " characters: is a quote missing?");
        }
    }
}
