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

/** Against UnboundID's in-memory directory over TCP, with its schema enforced. */
class LdapConnectorTest extends ConnectorContract<DirectoryServer> {
    @Override
    protected DirectoryServer start(Path directory) throws Exception {
        return DirectoryServer.start(0, directory, SECRET);
    }

    @Override
    protected String url(DirectoryServer target) {
        return target.url();
    }

    @Override
    protected String url(int port) {
        return "ldap://127.0.0.1:" + port;
    }

    @Override
    protected Connector connector(String url, String password, Duration timeout) {
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
