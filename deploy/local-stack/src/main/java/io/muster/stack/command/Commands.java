package io.muster.stack.command;

import io.muster.servers.ServerFailed;
import io.muster.stack.backup.BackupFailed;
import io.muster.stack.organization.OrganizationCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line as a whole. */
@Command(
        name = "muster",
        mixinStandardHelpOptions = true,
        version = "muster 0.1.0",
        description =
                "Identity governance on one machine: SCIM in, policies, provisioning out, an audit that proves it.",
        footer = {
            "",
            "Also: bench (how fast Muster is here), test, check (format, static checks, unit tests), fmt, build.",
            "",
            "Environment: MUSTER_HOME (data, usually .muster), MUSTER_PORT_OFFSET=N and MUSTER_PORT_NAME=N (see doctor),",
            "MUSTER_POSTGRESQL_URL, MUSTER_KAFKA_BOOTSTRAP, MUSTER_MONGODB_URI (servers that exist), MUSTER_SERVICE_JAVA_OPTS."
        })
public final class Commands implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Commands() {}

    /** {@return the command line of a launcher} */
    public static CommandLine line(Launcher launcher) {
        return new CommandLine(new Commands())
                .addSubcommand(new Up(launcher))
                .addSubcommand(new Down(launcher))
                .addSubcommand(new Stop(launcher))
                .addSubcommand(new Start(launcher))
                .addSubcommand(new Status(launcher))
                .addSubcommand(new Logs(launcher))
                .addSubcommand(new Reset(launcher))
                .addSubcommand(Token.line(launcher))
                .addSubcommand(new Who(launcher))
                .addSubcommand(new Clock(launcher))
                .addSubcommand(new Doctor(launcher))
                .addSubcommand(Policy.line(launcher))
                .addSubcommand(Schema.line(launcher))
                .addSubcommand(Audit.line(launcher))
                .addSubcommand(new Verify(launcher))
                .addSubcommand(new ImportCommand(launcher))
                .addSubcommand(new Republish(launcher))
                .addSubcommand(new BackupCommand(launcher))
                .addSubcommand(new RestoreCommand(launcher))
                .addSubcommand(Unaccounted.line(launcher))
                .addSubcommand(new DemoCommand(launcher))
                .addSubcommand(new TortureCommand(launcher))
                .addSubcommand(new OrganizationCommand())
                .addSubcommand(Events.line(launcher))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof ServerFailed
                            || failure instanceof CommandFailed
                            || failure instanceof BackupFailed
                            || failure instanceof IllegalArgumentException) {
                        launcher.err().println("muster: " + failure.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw failure; // a mistake of ours: its stack trace helps
                });
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command?");
    }
}
