package io.muster.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.stack.targets.DirectoryServer;
import io.muster.stack.targets.ScimApplication;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Hashtable;
import java.util.Objects;
import javax.naming.Context;
import javax.naming.directory.BasicAttributes;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings({"BanJNDI", "JdkObsolete"}) // JNDI on purpose, as in Directory
class TargetReadersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path data;

    @Test
    void the_code_host_is_read_with_every_mapped_attribute_and_sees_changes_by_hand() throws Exception {
        try (var application = ScimApplication.start(0, data, "token");
                var http = new Http();
                var codeHost = new CodeHost(
                        http,
                        JSON.createObjectNode().put("url", application.url()).put("token", "token"))) {
            var before = Instant.EPOCH;
            var created = http.send("POST", application.url() + "/Users", "token", user("id-1"))
                    .expect(201);
            var group = JSON.createObjectNode().put("displayName", "developer");
            group.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:Group");
            group.putArray("members")
                    .addObject()
                    .put("value", created.path("id").asText());
            http.send("POST", application.url() + "/Groups", "token", group).expect(201);

            var found = Objects.requireNonNull(codeHost.accounts().get("id-1"));
            assertThat(found.account().active()).isTrue();
            assertThat(found.account().attributes())
                    .containsEntry("userName", "zoe.r1")
                    .containsEntry("displayName", "Zoë 山田")
                    .containsEntry("title", "Ingénieure")
                    .containsEntry("name.givenName", "Zoë")
                    .containsEntry("name.familyName", "山田")
                    .containsEntry("groups", "developer");
            assertThat(codeHost.account("id-1")).contains(found);
            assertThat(codeHost.account("id-2")).isEmpty();

            codeHost.changeByHand(found.key(), "title", "Root");
            var changed = codeHost.account("id-1").orElseThrow().account();
            assertThat(found.account().differenceFrom(changed)).contains("title", "'Root' instead of 'Ingénieure'");

            assertThat(codeHost.disabledAt("id-1", before)).isEmpty();
            http.send("PATCH", application.url() + "/Users/" + found.key(), "token", EveryVerb.replaceActive(false))
                    .expect(200);
            assertThat(codeHost.disabledAt("id-1", before)).isPresent();
        }
    }

    @Test
    void the_directory_is_read_with_every_mapped_attribute_enabled_and_disabled() throws Exception {
        try (var server = DirectoryServer.start(0, data, "password")) {
            var target = JSON.createObjectNode()
                    .put("url", server.url())
                    .put("baseDn", DirectoryServer.BASE_DN)
                    .put("bindDn", DirectoryServer.BIND_DN)
                    .put("password", "password");
            var context = context(server.url());
            var entry = new BasicAttributes(true);
            entry.put("objectClass", "inetOrgPerson");
            entry.put("cn", "Zoë 山田");
            entry.put("sn", "山田");
            entry.put("employeeNumber", "id-1");
            var dn = "uid=zoe.r1,ou=people," + DirectoryServer.BASE_DN;
            context.createSubcontext(dn, entry);
            for (var name : new String[] {"sales", "all"}) {
                var group = new BasicAttributes(true);
                group.put("objectClass", "groupOfNames");
                group.put("member", dn);
                context.createSubcontext("cn=" + name + "," + DirectoryServer.BASE_DN, group);
            }
            try (var directory = new Directory(target)) {
                var found = directory.account("id-1").orElseThrow();
                assertThat(found.account().active()).isTrue();
                assertThat(found.createdAt()).isNotNull();
                assertThat(found.account().attributes())
                        .containsEntry("uid", "zoe.r1")
                        .containsEntry("sn", "山田")
                        .containsEntry("title", "")
                        .containsEntry("groups", "all,sales");
                assertThat(directory.accounts()).containsEntry("id-1", found);
                directory.changeByHand(found.key(), "title", "Root");
                assertThat(directory.accounts().get("id-1"))
                        .satisfies(account -> assertThat(Objects.requireNonNull(account)
                                        .account()
                                        .attributes())
                                .containsEntry("title", "Root"));
                context.rename(dn, "uid=zoe.r1,ou=disabled," + DirectoryServer.BASE_DN);
                var disabled = directory.account("id-1").orElseThrow();
                assertThat(disabled.account().active()).isFalse();
                assertThat(disabled.key()).isNotEqualTo(found.key());
                assertThat(disabled.id()).isEqualTo(found.id()).isNotEmpty();
            }
            context.close();
        }
    }

    private static InitialDirContext context(String url) throws Exception {
        var environment = new Hashtable<String, String>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, url);
        environment.put(Context.SECURITY_PRINCIPAL, DirectoryServer.BIND_DN);
        environment.put(Context.SECURITY_CREDENTIALS, "password");
        return new InitialDirContext(environment);
    }

    private static ObjectNode user(String externalId) {
        var user = JSON.createObjectNode()
                .put("userName", "zoe.r1")
                .put("externalId", externalId)
                .put("displayName", "Zoë 山田")
                .put("title", "Ingénieure")
                .put("active", true);
        user.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:User");
        user.putObject("name").put("givenName", "Zoë").put("familyName", "山田");
        return user;
    }
}
