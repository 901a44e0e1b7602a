package io.muster.stack.organization;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One row of the HR system.
 *
 * @param number employee number, unique and never used again
 * @param userName unique; Latin letters whatever the script of the name
 * @param manager employee number of the manager, null for the head of the organization and for those whose row lacks it
 * @param endDate last working day, null if open
 */
public record Employee(
        String number,
        String userName,
        String givenName,
        String familyName,
        String email,
        String title,
        String department,
        String costCenter,
        Site site,
        String employmentType,
        LocalDate hireDate,
        @Nullable LocalDate endDate,
        Status status,
        @Nullable String manager) {

    /** What HR says of the employment. */
    public enum Status {
        ACTIVE,
        LEAVE,
        TERMINATED;

        /** As SCIM's employment extension writes it. */
        public String text() {
            return switch (this) {
                case ACTIVE -> "active";
                case LEAVE -> "leave";
                case TERMINATED -> "terminated";
            };
        }
    }

    /** Given name, then family name. */
    public String displayName() {
        return givenName + " " + familyName;
    }

    /** The same after he has left. */
    public Employee terminated() {
        return new Employee(
                number,
                userName,
                givenName,
                familyName,
                email,
                title,
                department,
                costCenter,
                site,
                employmentType,
                hireDate,
                endDate,
                Status.TERMINATED,
                manager);
    }
}
