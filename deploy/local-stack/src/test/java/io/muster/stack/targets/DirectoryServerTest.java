package io.muster.stack.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.Map;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.NoPermissionException;
import javax.naming.directory.Attributes;
import javax.naming.directory.BasicAttribute;
import javax.naming.directory.BasicAttributes;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import javax.naming.directory.ModificationItem;
import javax.naming.directory.SchemaViolationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings({"BanJNDI", "JdkObsolete"
}) // JNDI on purpose: a client that shares no code with the server; its API wants a Hashtable
class DirectoryServerTest {
    private static final String PASSWORD = "a-test-password";
    private static final String PEOPLE = "ou=people," + DirectoryServer.BASE_DN;
    private static final String DISABLED = "ou=disabled," + DirectoryServer.BASE_DN;

    @TempDir
    Path data;

    @Test
    void an_entry_keeps_its_uuid_when_it_is_changed_moved_and_the_server_restarted() throws Exception {
        String uuid;
        try (var server = DirectoryServer.start(0, data, PASSWORD)) {
            var context = bind(server.url());
            context.createSubcontext("uid=jürgen," + PEOPLE, person("jürgen", "Jürgen Müßiggang"));
            uuid = uuid(context, "uid=jürgen," + PEOPLE);
            context.modifyAttributes("uid=jürgen," + PEOPLE, new ModificationItem[] {
                new ModificationItem(DirContext.REPLACE_ATTRIBUTE, new BasicAttribute("title", "Ingenieur"))
            });
            context.rename("uid=jürgen," + PEOPLE, "uid=jm," + DISABLED);
            context.close();
        }
        try (var server = DirectoryServer.start(0, data, PASSWORD)) {
            var context = bind(server.url());
            assertThat(uuid(context, "uid=jm," + DISABLED)).isEqualTo(uuid);
            assertThat(context.getAttributes("uid=jm," + DISABLED).get("title").get())
                    .isEqualTo("Ingenieur");
            context.destroySubcontext("uid=jm," + DISABLED);
            context.close();
        }
        try (var server = DirectoryServer.start(0, data, PASSWORD)) {
            var context = bind(server.url());
            assertThat(context.list(DISABLED).hasMore()).isFalse();
            context.close();
        }
    }

    @Test
    void an_entry_that_breaks_the_schema_is_refused() throws Exception {
        try (var server = DirectoryServer.start(0, data, PASSWORD)) {
            var context = bind(server.url());
            var nameless = new BasicAttributes(true);
            nameless.put(new BasicAttribute("objectClass", "inetOrgPerson"));
            assertThatThrownBy(() -> context.createSubcontext("uid=x," + PEOPLE, nameless))
                    .isInstanceOf(SchemaViolationException.class);
            assertThat(context.list(PEOPLE).hasMore()).isFalse();
            context.close();
        }
    }

    @Test
    void nobody_reads_or_writes_without_a_bind() throws Exception {
        try (var server = DirectoryServer.start(0, data, PASSWORD)) {
            assertThatThrownBy(() -> context(server.url(), "wrong").close()).isInstanceOf(NamingException.class);
            var environment = new Hashtable<String, String>();
            environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
            environment.put(Context.PROVIDER_URL, server.url());
            var anonymous = new InitialDirContext(environment);
            assertThatThrownBy(() -> anonymous.getAttributes(PEOPLE)).isInstanceOf(NoPermissionException.class);
            anonymous.close();
        }
    }

    @Test
    void what_was_acknowledged_is_there_after_kill_9() throws Exception {
        try (var process = TargetProcess.start(
                DirectoryServer.class, Map.of(DirectoryServer.PASSWORD_VARIABLE, PASSWORD), "0", data.toString())) {
            var context = bind(process.url());
            for (int i = 0; i < 60; i++) {
                context.createSubcontext("uid=kept-" + i + "," + PEOPLE, person("kept-" + i, "Kept"))
                        .close();
            }
            process.kill();
            context.close();
        }
        try (var again = DirectoryServer.start(0, data, PASSWORD)) {
            var context = bind(again.url());
            var found = new ArrayList<String>();
            var names = context.list(PEOPLE);
            while (names.hasMore()) {
                found.add(names.next().getName());
            }
            assertThat(found).hasSize(60).contains("uid=kept-0", "uid=kept-59");
            context.close();
        }
    }

    private static Attributes person(String uid, String name) {
        var attributes = new BasicAttributes(true);
        attributes.put(new BasicAttribute("objectClass", "inetOrgPerson"));
        attributes.put("uid", uid);
        attributes.put("cn", name);
        attributes.put("sn", name);
        return attributes;
    }

    private static String uuid(DirContext context, String dn) throws NamingException {
        return context.getAttributes(dn, new String[] {"entryUUID"})
                .get("entryUUID")
                .get()
                .toString();
    }

    private static DirContext bind(String url) throws NamingException {
        return context(url, PASSWORD);
    }

    private static DirContext context(String url, String password) throws NamingException {
        var environment = new Hashtable<String, String>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, url);
        environment.put(Context.SECURITY_PRINCIPAL, DirectoryServer.BIND_DN);
        environment.put(Context.SECURITY_CREDENTIALS, password);
        return new InitialDirContext(environment);
    }
}
