package io.muster.stack.organization;

import java.util.List;

/**
 * A department, its share of a thousand people and what they are called.
 */
record Department(String name, int share, List<String> titles) {
    Department {
        titles = List.copyOf(titles);
    }

    static final List<Department> ALL = List.of(
            new Department(
                    "Engineering",
                    300,
                    List.of(
                            "Software Engineer",
                            "Senior Software Engineer",
                            "Test Engineer",
                            "Site Reliability Engineer")),
            new Department("Sales", 180, List.of("Account Executive", "Sales Engineer", "Account Manager")),
            new Department("Customer Support", 120, List.of("Support Specialist", "Support Engineer")),
            new Department("Logistics", 110, List.of("Logistics Planner", "Buyer", "Shift Lead")),
            new Department("Marketing", 70, List.of("Content Editor", "Campaign Planner", "Designer")),
            new Department("Finance", 60, List.of("Accountant", "Controller", "Payroll Specialist")),
            new Department("Research", 50, List.of("Researcher", "Data Scientist")),
            new Department("IT Services", 45, List.of("Systems Administrator", "Service Desk Agent")),
            new Department("People and Culture", 40, List.of("People Partner", "Recruiter")),
            new Department("Legal", 25, List.of("Counsel", "Compliance Officer")));
}
