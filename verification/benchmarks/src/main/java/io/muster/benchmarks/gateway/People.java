package io.muster.benchmarks.gateway;

import io.muster.stack.organization.Employee;
import io.muster.stack.organization.Kartapuce;
import io.muster.stack.organization.ScimUsers;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * As many different people as wanted, made of a few of the sample organization: in each place where such a sample has
 * {@link #MARK}, which is in all that has to be unique (user name, mail, employee number), a person has his own ten digits.
 */
final class People {
    /** What stands in the samples; no person has it. */
    static final String MARK = "9000000000";

    private static final long SEED = 2026;
    private static final int LEAST = 20;

    private final List<Employee> samples;
    private final List<String> bodies;

    /**
     * People of this many samples.
     *
     * @param day the business day
     */
    People(int samples, LocalDate day) {
        var settings = new Kartapuce.Settings(SEED, Math.max(LEAST, samples), day, MARK);
        this.samples = Kartapuce.employees(settings);
        this.bodies = this.samples.stream()
                .map(employee -> ScimUsers.user(employee, null).toString())
                .toList();
    }

    /** How many samples there are. */
    int samples() {
        return samples.size();
    }

    /** The body of the POST that makes a sample itself. */
    String sample(int index) {
        return bodies.get(index);
    }

    /** The body of the POST that makes this person. */
    String body(long person) {
        return bodies.get(sampleOf(person)).replace(MARK, digits(person));
    }

    /** His user name. */
    String userName(long person) {
        return samples.get(sampleOf(person)).userName().replace(MARK, digits(person));
    }

    /** Which sample he is made of. */
    int sampleOf(long person) {
        return (int) (person % samples.size());
    }

    /** What he has in place of {@link #MARK}. */
    static String digits(long person) {
        return String.format(Locale.ROOT, "%010d", person);
    }
}
