package io.muster.stack.command;

import io.muster.servers.Ports;
import io.muster.stack.local.Leftovers;
import io.muster.stack.local.Port;
import io.muster.stack.local.StackState;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {"Looks whether this machine can run the stack: JDK, ports, disk, memory.", "Exit code 0: it can."
        })
final class Doctor implements Callable<Integer> {
    private static final long MEGABYTE = 1024L * 1024;
    private static final long DISK = 2_000 * MEGABYTE;
    private static final long MEMORY = 2_500 * MEGABYTE;

    private final Launcher launcher;

    @Option(names = "--json", description = "One JSON array of {\"what\",\"good\",\"says\"}.")
    private boolean json;

    Doctor(Launcher launcher) {
        this.launcher = launcher;
    }

    private record Finding(String what, boolean good, String says) {}

    @Override
    public Integer call() throws IOException {
        var findings = new ArrayList<Finding>();
        findings.add(new Finding(
                "jdk",
                Runtime.version().feature() >= 21,
                Runtime.version() + " in " + System.getProperty("java.home")));
        long disk = Files.getFileStore(launcher.home().log("any").getParent()).getUsableSpace();
        findings.add(new Finding("disk", disk >= DISK, disk / MEGABYTE + " MB free, 2000 wanted"));
        findings.add(memory());
        findings.add(rootMayChangeUser());
        findings.addAll(ports());
        if (json) {
            launcher.print(Launcher.JSON.valueToTree(findings.stream()
                    .map(finding -> Launcher.JSON
                            .createObjectNode()
                            .put("what", finding.what())
                            .put("good", finding.good())
                            .put("says", finding.says()))
                    .toList()));
        } else {
            findings.forEach(finding -> launcher.out()
                    .printf("%-4s %-32s %s%n", finding.good() ? "ok" : "BAD", finding.what(), finding.says()));
        }
        return findings.stream().allMatch(Finding::good) ? 0 : 1;
    }

    private static Finding memory() throws IOException {
        var meminfo = java.nio.file.Path.of("/proc/meminfo");
        if (Files.exists(meminfo)) {
            for (var line : Files.readAllLines(meminfo)) {
                if (line.startsWith("MemAvailable:")) {
                    long available = Long.parseLong(line.replaceAll("\\D", "")) / 1024;
                    return new Finding(
                            "memory", available * MEGABYTE >= MEMORY, available + " MB available, 2500 wanted");
                }
            }
        }
        var system = ManagementFactory.getOperatingSystemMXBean();
        return new Finding("memory", true, "unknown on " + system.getName() + "; 2500 MB wanted");
    }

    /** PostgreSQL does not run as root; the launcher runs it in a user namespace then. */
    private static Finding rootMayChangeUser() throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new Finding("user", true, System.getProperty("user.name"));
        }
        try {
            var code = new ProcessBuilder("unshare", "-U", "true").start().waitFor();
            return new Finding(
                    "user",
                    code == 0,
                    code == 0 ? "root, with user namespaces" : "root without user namespaces: run as an ordinary user");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("Interrupted");
        }
    }

    private List<Finding> ports() {
        var own = StackState.read(launcher.home()).isPresent();
        var left =
                Leftovers.of(launcher.home()).stream().map(ProcessHandle::pid).toList();
        var findings = new ArrayList<Finding>();
        var external = launcher.options().external();
        for (var port : Port.values()) {
            if (external.replaces(port)) {
                continue; // its holder may be the very server that is to be used
            }
            int number = launcher.ports().of(port);
            var what = "port " + port.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (Ports.isFree(number)) {
                findings.add(new Finding(what, true, number + " is free"));
            } else {
                var ours = own || Ports.holderPid(number).filter(left::contains).isPresent();
                findings.add(new Finding(
                        what,
                        ours,
                        number + " is taken by "
                                + (ours
                                        ? "the stack itself"
                                        : Ports.holder(number) + "; move it: MUSTER_PORT_" + port.name()
                                                + " or MUSTER_PORT_OFFSET")));
            }
        }
        return findings;
    }
}
