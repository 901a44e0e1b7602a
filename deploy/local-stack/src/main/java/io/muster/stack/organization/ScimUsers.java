package io.muster.stack.organization;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Employees as SCIM users (RFC 7643) with the enterprise and Muster's employment extension. */
public final class ScimUsers {
    /** The enterprise extension. */
    public static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    /** Muster's extension. */
    public static final String EMPLOYMENT = "urn:muster:params:scim:schemas:extension:employment:1.0:User";

    private static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:User";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ScimUsers() {}

    /**
     * The body of a POST.
     *
     * @param manager id of the manager or {@code bulkId:…}, null for none
     */
    public static ObjectNode user(Employee employee, @Nullable String manager) {
        var user = JSON.createObjectNode();
        user.putArray("schemas").add(CORE).add(ENTERPRISE).add(EMPLOYMENT);
        user.put("userName", employee.userName());
        user.putObject("name")
                .put("givenName", employee.givenName())
                .put("familyName", employee.familyName())
                .put("formatted", employee.displayName());
        user.put("displayName", employee.displayName());
        user.put("title", employee.title());
        user.put("userType", employee.employmentType());
        user.put("preferredLanguage", employee.site().language());
        user.put("timezone", employee.site().zone());
        user.put("active", employee.status() != Employee.Status.TERMINATED);
        user.putArray("emails")
                .addObject()
                .put("value", employee.email())
                .put("type", "work")
                .put("primary", true);
        var enterprise = user.putObject(ENTERPRISE)
                .put("employeeNumber", employee.number())
                .put("department", employee.department())
                .put("costCenter", employee.costCenter())
                .put("organization", "Kartapuce");
        if (manager != null) {
            enterprise.putObject("manager").put("value", manager);
        }
        var employment = user.putObject(EMPLOYMENT)
                .put("hireDate", employee.hireDate().toString())
                .put("status", employee.status().text())
                .put("employmentType", employee.employmentType())
                .put("site", employee.site().name())
                .put("country", employee.site().country());
        if (employee.endDate() != null) {
            employment.put("endDate", employee.endDate().toString());
        }
        return user;
    }
}
