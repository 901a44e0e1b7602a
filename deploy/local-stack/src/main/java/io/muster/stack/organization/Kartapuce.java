package io.muster.stack.organization;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Invents the employees of Kartapuce: departments under one head, teams of about eight, sites on four continents, hire dates before and after a day, people on leave, leaving and gone, two people with one name, names in many scripts, a very long one, a person without a manager.
 */
public final class Kartapuce {
    private static final int TEAM = 8;

    /**
     * What to invent.
     *
     * @param seed the same seed gives the same people
     * @param size how many, at least 20
     * @param day the business day that hire and end dates lie around
     * @param namespace keeps the people of one run apart from those of another, empty for none: it ends user names and begins employee numbers
     */
    public record Settings(long seed, int size, LocalDate day, String namespace) {
        public Settings {
            if (size < 20 || size > 100_000) {
                throw new IllegalArgumentException("size is 20 to 100,000");
            }
            if (!namespace.matches("[a-z0-9]{0,12}")) {
                throw new IllegalArgumentException("namespace is at most 12 of a-z and 0-9");
            }
        }
    }

    private final Settings settings;
    private final SplittableRandom random;
    private final Map<String, Integer> namesTaken = new HashMap<>();
    private final List<Employee> employees = new ArrayList<>();

    private Kartapuce(Settings settings) {
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
    }

    /** The employees, managers before their reports. */
    public static List<Employee> employees(Settings settings) {
        var kartapuce = new Kartapuce(settings);
        kartapuce.hireAll();
        return List.copyOf(kartapuce.employees);
    }

    private void hireAll() {
        var head = hire(PersonName.of("Odile", "Kartapuce"), "Chief Executive", Department.ALL.get(0), null, true);
        int left = settings.size() - 1;
        var growing = new ArrayList<Growing>();
        for (int i = 0; i < Department.ALL.size() && left > 0; i++) {
            var department = Department.ALL.get(i);
            int share = i == Department.ALL.size() - 1
                    ? left
                    : Math.min(left, Math.max(1, department.share() * settings.size() / 1000));
            left -= share;
            growing.add(new Growing(department, share, head.number()));
        }
        for (int all = growing.stream().mapToInt(Growing::left).sum(); all > 0; all--) {
            oneOf(growing, random.nextInt(all)).hireNext();
        }
    }

    /** As in a company that grew, the next to come is for any department, the likelier the more are left to come there. */
    private static Growing oneOf(List<Growing> departments, int place) {
        int before = 0;
        for (var department : departments) {
            before += department.left();
            if (place < before) {
                return department;
            }
        }
        throw new IllegalArgumentException("place " + place + " of " + before);
    }

    /** A department that has some of its people: who they report to. */
    private final class Growing {
        private final Department department;
        private final int people;
        private final String director;
        private String lead;
        private int hired = 1;

        Growing(Department department, int people, String head) {
            this.department = department;
            this.people = people;
            this.director = hire(PersonName.random(random), "Director of " + department.name(), department, head, true)
                    .number();
            this.lead = director;
        }

        int left() {
            return people - hired;
        }

        void hireNext() {
            boolean leads = (hired - 1) % (TEAM + 1) == 0 && people > TEAM;
            var title = leads
                    ? "Team Lead " + department.name()
                    : department.titles().get(random.nextInt(department.titles().size()));
            var employee = hire(name(), title, department, leads ? director : lead, leads);
            lead = leads ? employee.number() : lead;
            hired++;
        }
    }

    /** The ordinary mess at fixed places, else any name. */
    private PersonName name() {
        return switch (employees.size()) {
            case 12 -> PersonName.LONGEST;
            case 13, 17 -> PersonName.of("Jürgen", "Groß"); // two people, one name
            default -> PersonName.random(random);
        };
    }

    private Employee hire(
            PersonName name, String title, Department department, @Nullable String manager, boolean leads) {
        int index = employees.size();
        var number = "%s%05d".formatted(settings.namespace().isEmpty() ? "" : settings.namespace() + "-", index + 1);
        var userName = unique(name.userName());
        var contractor = !leads && random.nextInt(100) < 8;
        var hireDate = leads || random.nextInt(100) >= 3
                ? settings.day().minusDays(30 + random.nextInt(4000))
                : settings.day().plusDays(1 + random.nextInt(60));
        var fate = leads ? 100 : random.nextInt(100);
        var endDate = endDate(fate, contractor, hireDate);
        var employee = new Employee(
                number,
                userName,
                name.given(),
                name.family(),
                userName + "@kartapuce.example",
                title,
                department.name(),
                "CC-%s-%02d".formatted(department.name().substring(0, 2).toUpperCase(Locale.ROOT), index % 7),
                Site.ALL.get(random.nextInt(Site.ALL.size())),
                contractor ? "Contractor" : "Employee",
                hireDate,
                endDate,
                status(fate, endDate),
                index == 21 ? null : manager);
        employees.add(employee);
        return employee;
    }

    private @Nullable LocalDate endDate(int fate, boolean contractor, LocalDate hireDate) {
        var later = settings.day().isAfter(hireDate) ? settings.day() : hireDate;
        if (fate == 0 && hireDate.isBefore(settings.day())) {
            return settings.day().minusDays(1 + random.nextInt(20)); // gone
        }
        if (fate == 1 || fate == 2) {
            return later.plusDays(2 + random.nextInt(60)); // leaving
        }
        return contractor ? later.plusDays(90 + random.nextInt(400)) : null;
    }

    private Employee.Status status(int fate, @Nullable LocalDate endDate) {
        if (endDate != null && endDate.isBefore(settings.day())) {
            return Employee.Status.TERMINATED;
        }
        return fate == 3 ? Employee.Status.LEAVE : Employee.Status.ACTIVE;
    }

    private String unique(String userName) {
        int taken = namesTaken.merge(userName, 1, Integer::sum);
        var numbered = taken == 1 ? userName : userName + taken;
        return settings.namespace().isEmpty() ? numbered : numbered + "." + settings.namespace();
    }
}
