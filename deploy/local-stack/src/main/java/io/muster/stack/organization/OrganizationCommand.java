package io.muster.stack.organization;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./muster organization}: the sample organization as data. */
@Command(
        name = "organization",
        mixinStandardHelpOptions = true,
        description = "The sample organization Kartapuce.",
        subcommands = OrganizationCommand.Generate.class)
public final class OrganizationCommand {
    /** {@code ./muster organization generate}: its people as a JSON array of SCIM users. */
    @Command(
            name = "generate",
            mixinStandardHelpOptions = true,
            description = {
                "Prints its people, managers first and named by employee number: as SCIM users (JSON), or as their HR system",
                "exports them (CSV, for ./muster import)."
            })
    static final class Generate implements Callable<Integer> {
        @Option(
                names = "--seed",
                defaultValue = "2026",
                description = "Same seed, same people (default ${DEFAULT-VALUE}).")
        private long seed;

        @Option(names = "--people", defaultValue = "1000", description = "How many (default ${DEFAULT-VALUE}).")
        private int people;

        @Option(names = "--namespace", defaultValue = "", description = "Ends user names, begins employee numbers.")
        private String namespace = "";

        @Option(names = "--day", description = "The day that the dates lie around (default today, UTC).")
        private @Nullable LocalDate day;

        @Option(
                names = "--format",
                defaultValue = "json",
                description = "One of: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
        private Format format = Format.json;

        /** How people are written. */
        enum Format {
            json,
            csv
        }

        @Option(names = "--output", description = "A file instead of standard output.")
        private @Nullable Path output;

        @Override
        public Integer call() throws IOException {
            var base = day != null
                    ? day
                    : LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC);
            var text = text(Kartapuce.employees(new Kartapuce.Settings(seed, people, base, namespace)));
            if (output == null) {
                System.out.print(text);
            } else {
                Files.writeString(output, text);
            }
            return 0;
        }

        private String text(List<Employee> employees) throws IOException {
            if (format == Format.csv) {
                return PeopleCsv.of(employees);
            }
            var users = employees.stream()
                    .map(employee -> ScimUsers.user(
                            employee, employee.manager() == null ? null : "bulkId:" + employee.manager()))
                    .toList();
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(users)
                    + System.lineSeparator();
        }
    }
}
