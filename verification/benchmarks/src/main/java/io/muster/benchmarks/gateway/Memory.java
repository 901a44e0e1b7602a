package io.muster.benchmarks.gateway;

import io.muster.stack.demo.StepFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux says of a process's memory. */
final class Memory {
    private static final String PEAK = "VmHWM:";
    private static final double KIB_OF_MB = 1024 / 1e6;

    private Memory() {}

    /**
     * The most that a process ever had resident, in MB (10^6 bytes).
     *
     * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>
     */
    static double peakMegabytes(long pid) throws IOException {
        var status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(status)) {
            throw new StepFailed("This system has no " + status + ", so resident memory cannot be measured");
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(PEAK))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB_OF_MB)
                .findFirst()
                .orElseThrow(() -> new StepFailed(status + " has no " + PEAK));
    }
}
