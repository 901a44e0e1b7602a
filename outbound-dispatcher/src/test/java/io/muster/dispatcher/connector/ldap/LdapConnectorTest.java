package io.muster.dispatcher.connector.ldap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.dispatcher.connector.Connector;
import io.muster.dispatcher.connector.ConnectorContract;
import io.muster.stack.targets.DirectoryServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Against UnboundID's in-memory directory over TCP, with its schema enforced. */
class LdapConnectorTest extends ConnectorContract {
    private static final String PASSWORD = "a-secret";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private DirectoryServer target;

    @Override
    protected void startTarget() throws Exception {
        target = DirectoryServer.start(0, directory, PASSWORD);
    }

    @Override
    protected void stopTarget() {
        target.close();
    }

    @Override
    protected Connector connect(Duration timeout) {
        return connector(target.url(), PASSWORD, timeout);
    }

    @Override
    protected Connector connectTo(int port, Duration timeout) {
        return connector("ldap://127.0.0.1:" + port, PASSWORD, timeout);
    }

    @Override
    protected Connector stranger() {
        return connector(target.url(), "wrong", TIMEOUT);
    }

    private static Connector connector(String url, String password, Duration timeout) {
        return new LdapConnector(new LdapSettings(
                URI.create(url),
                DirectoryServer.BASE_DN,
                DirectoryServer.BIND_DN,
                password,
                List.of("uid", "cn", "sn", "mail", "employeeNumber", "title"),
                timeout));
    }

    @Override
    protected String name() {
        return "uid";
    }

    @Override
    protected String externalId() {
        return "employeeNumber";
    }

    @Override
    protected String title() {
        return "title";
    }

    @Override
    protected Map<String, JsonNode> account(String name, String id) {
        Map<String, JsonNode> account = new LinkedHashMap<>();
        account.put("uid", TextNode.valueOf(name));
        account.put("cn", TextNode.valueOf("Alice Martin, \"Ally\" + #1"));
        account.put("sn", TextNode.valueOf("Martin"));
        account.put("mail", TextNode.valueOf(id + "@kartapuce.example"));
        account.put("employeeNumber", TextNode.valueOf(id));
        return account;
    }
}
