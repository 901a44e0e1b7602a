package io.muster.stack.command;

import io.muster.stack.local.Service;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Revokes an opaque SCIM token: within two seconds no replica takes it any more.")
final class TokenRevoke implements Callable<Integer> {
    private final Launcher launcher;

    @Parameters(paramLabel = "ID", description = "The token's id, from issue or list; not the token itself.")
    private UUID id = new UUID(0, 0);

    @Option(names = "--json", description = "The revoked token as one JSON object.")
    private boolean json;

    TokenRevoke(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() {
        var services = new ServiceClient(launcher);
        ServiceClient.good(Service.SCIM_GATEWAY, services.delete(Service.SCIM_GATEWAY, "/tokens/" + id));
        if (json) {
            launcher.print(
                    ServiceClient.good(Service.SCIM_GATEWAY, services.get(Service.SCIM_GATEWAY, "/tokens/" + id)));
        } else {
            launcher.err().println("Revoked " + id + ".");
        }
        return 0;
    }
}
