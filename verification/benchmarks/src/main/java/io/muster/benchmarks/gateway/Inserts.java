package io.muster.benchmarks.gateway;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** The ceiling of creates: both inserts in one transaction, over many connections, each commit on the disk. */
interface Inserts {
    /** What does them, for a reader of the figures. */
    String name();

    /**
     * How many transactions a second were committed.
     *
     * @param first the numbers of the people begin here; no two runs may share one
     */
    double perSecond(int connections, Duration time, long first) throws IOException, InterruptedException, SQLException;
}
