package io.muster.workflows;

/** Policy documents that several tests need. */
public final class SamplePolicies {
    /** An application with two entitlements that nobody may have together, and the package that gives one of them. */
    public static final String PAYMENTS = """
            kind: Application
            metadata: {name: erp}
            spec: {entitlements: [{name: payments-creator}, {name: payments-approver}]}
            ---
            kind: AccessPackage
            metadata: {name: payments-approver}
            spec: {grants: [{application: erp, entitlements: [payments-approver]}], requestableBy: 'userType eq "Employee"', duration: {default: P30D}}
            ---
            kind: SeparationOfDuties
            metadata: {name: pay-and-approve}
            spec: {incompatible: [[{application: erp, entitlement: payments-creator}], [{application: erp, entitlement: payments-approver}]], action: block}
            """;

    /** What happens three days before somebody's first day. */
    public static final String ONBOARDING = """
            kind: LifecycleWorkflow
            metadata: {name: onboard-pre-hire}
            spec:
              category: joiner
              trigger: {timeBased: {attribute: hireDate, offsetInDays: -3, at: "09:00"}}
              scope: 'active eq true'
              tasks:
                - {type: sendWelcomeEmail}
                - {type: sendOnboardingReminderEmail, arguments: {to: [manager]}}
                - {type: notify, arguments: {to: [team], template: new-colleague}, continueOnError: true}
            """;

    /** A whole organization: engineers, sales, payments, joiners and movers. */
    static final String ALL = """
            kind: Organization
            metadata: {name: kartapuce}
            spec:
              timeZone: UTC
              fallbackMail: hr-desk@kartapuce.example
              defaults:
                settle: PT2S
                leaver: {disable: at-end, delete: P30D}
                duration: {default: P180D, maximum: P365D}
            ---
            kind: Application
            metadata: {name: code-host}
            spec:
              entitlements: [{name: developer}]
              birthright: [{name: engineers, scope: 'department eq "Engineering"', entitlements: [developer], startsAt: hireDate}]
            ---
            kind: Application
            metadata: {name: crm}
            spec: {birthright: [{name: sales, scope: 'department eq "Sales"'}]}
            ---
            """ + PAYMENTS + """
            ---
            kind: AccessPackage
            metadata: {name: payments-creator}
            spec: {grants: [{application: erp, entitlements: [payments-creator]}]}
            ---
            """ + ONBOARDING + """
            ---
            kind: LifecycleWorkflow
            metadata: {name: job-profile-change}
            spec: {category: mover, trigger: {attributeChange: {attributes: [department]}}, tasks: [{type: sendMoveNotification}]}
            """;

    private SamplePolicies() {}
}
