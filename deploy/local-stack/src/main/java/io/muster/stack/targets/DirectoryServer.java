package io.muster.stack.targets;

import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryRequestHandler;
import com.unboundid.ldap.listener.LDAPListener;
import com.unboundid.ldap.listener.LDAPListenerConfig;
import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.unboundidds.controls.IgnoreNoUserModificationRequestControl;
import com.unboundid.ldif.LDIFAddChangeRecord;
import com.unboundid.ldif.LDIFChangeRecord;
import com.unboundid.ldif.LDIFDeleteChangeRecord;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFModifyChangeRecord;
import com.unboundid.ldif.LDIFModifyDNChangeRecord;
import com.unboundid.ldif.LDIFReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The demo's company directory: UnboundID's in-memory LDAP server over TCP, schema enforced, with {@code ou=people}, {@code ou=disabled} and {@code ou=groups} under the base. Reading and writing need a bind. Each change is in an LDIF journal before it is answered.
 */
public final class DirectoryServer implements AutoCloseable {
    /** The environment variable that holds the password of {@link #BIND_DN}. */
    public static final String PASSWORD_VARIABLE = "DIRECTORY_PASSWORD";

    /** Where everything lies. */
    public static final String BASE_DN = "dc=kartapuce,dc=example";

    /** The account that provisions. */
    public static final String BIND_DN = "cn=provisioning,dc=kartapuce,dc=example";

    private static final String RECORD_END = "\n\n";

    private final LDAPListener listener;
    private final Journal journal;

    private DirectoryServer(int port, Path data, String password) throws LDAPException, IOException {
        if (password.isBlank()) {
            throw new IllegalArgumentException("A password is needed (environment variable " + PASSWORD_VARIABLE + ")");
        }
        var directory = new InMemoryRequestHandler(config(password));
        var file = data.resolve("directory.ldif");
        replay(directory, Journal.read(file, RECORD_END));
        addMissingContainers(directory);
        journal = Journal.rewrite(file, state(directory));
        var listening = new LDAPListenerConfig(port, new JournaledDirectory(directory, journal, new ReentrantLock()));
        listening.setListenAddress(InetAddress.getLoopbackAddress());
        listening.setUseTCPNoDelay(true);
        listener = new LDAPListener(listening);
    }

    /**
     * {@code DirectoryServer PORT DIRECTORY}, with the password in the environment; prints {@code directory ready on ldap://…} and runs until it is stopped.
     */
    public static void main(String[] args) throws LDAPException, IOException {
        if (args.length != 2) {
            System.err.println(
                    "usage: DirectoryServer PORT DIRECTORY   (" + PASSWORD_VARIABLE + " in the environment)");
            System.exit(64);
        }
        var password = Optional.ofNullable(System.getenv(PASSWORD_VARIABLE)).orElse("");
        var server = start(Integer.parseInt(args[0]), Path.of(args[1]), password);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        System.out.println("directory ready on " + server.url());
    }

    /** Starts on this port of 127.0.0.1 (0 = a free one) with the data of this directory. */
    public static DirectoryServer start(int port, Path data, String password) throws LDAPException, IOException {
        var server = new DirectoryServer(port, data, password);
        server.listener.startListening();
        return server;
    }

    /** {@code ldap://127.0.0.1:1389}. */
    public String url() {
        return "ldap://127.0.0.1:" + listener.getListenPort();
    }

    private static InMemoryDirectoryServerConfig config(String password) throws LDAPException {
        var config = new InMemoryDirectoryServerConfig(BASE_DN);
        config.addAdditionalBindCredentials(BIND_DN, password);
        config.setAuthenticationRequiredOperationTypes(
                OperationType.ADD,
                OperationType.COMPARE,
                OperationType.DELETE,
                OperationType.MODIFY,
                OperationType.MODIFY_DN,
                OperationType.SEARCH);
        config.setEqualityIndexAttributes("uid", "employeeNumber", "entryUUID", "mail", "manager", "member");
        config.setReferentialIntegrityAttributes("member", "manager");
        config.setEnforceAttributeSyntaxCompliance(true);
        config.setEnforceSingleStructuralObjectClass(true);
        return config;
    }

    private static void addMissingContainers(InMemoryRequestHandler directory) throws LDAPException {
        addIfMissing(
                directory,
                new Entry(BASE_DN, new Attribute("objectClass", "top", "domain"), new Attribute("dc", "kartapuce")));
        for (var name : List.of("people", "disabled", "groups")) {
            addIfMissing(
                    directory,
                    new Entry(
                            "ou=" + name + "," + BASE_DN,
                            new Attribute("objectClass", "top", "organizationalUnit"),
                            new Attribute("ou", name)));
        }
    }

    private static void addIfMissing(InMemoryRequestHandler directory, Entry entry) throws LDAPException {
        if (directory.getEntry(entry.getDN()) == null) {
            directory.add(new AddRequest(entry));
        }
    }

    private static void replay(InMemoryRequestHandler directory, String ldif) throws LDAPException, IOException {
        try (var reader = new LDIFReader(new BufferedReader(new StringReader(ldif)))) {
            for (var record = reader.readChangeRecord(); record != null; record = reader.readChangeRecord()) {
                apply(directory, record);
            }
        } catch (LDIFException e) {
            throw new IOException("The directory's journal is damaged at line " + e.getLineNumber(), e);
        }
    }

    private static void apply(InMemoryRequestHandler directory, LDIFChangeRecord record) throws LDAPException {
        switch (record) {
            case LDIFAddChangeRecord add ->
                directory.add(new AddRequest(
                        add.getEntryToAdd(), new Control[] {new IgnoreNoUserModificationRequestControl()}));
            case LDIFModifyChangeRecord modify -> directory.modify(modify.toModifyRequest());
            case LDIFModifyDNChangeRecord move -> directory.modifyDN(move.toModifyDNRequest());
            case LDIFDeleteChangeRecord delete -> directory.delete(delete.toDeleteRequest());
            default -> throw new IllegalStateException("LDIF has four kinds of change, this is another: " + record);
        }
    }

    /** Every entry as an add record, parents before children. */
    private static List<String> state(InMemoryRequestHandler directory) throws LDAPException {
        return directory.search(BASE_DN, SearchScope.SUB, Filter.createPresenceFilter("objectClass")).stream()
                .sorted(Comparator.comparingInt(DirectoryServer::depth))
                .map(entry -> text(new LDIFAddChangeRecord(entry)))
                .toList();
    }

    private static int depth(Entry entry) {
        try {
            return entry.getParsedDN().getRDNs().length;
        } catch (LDAPException e) {
            throw new IllegalStateException("The server only holds entries with a valid DN", e);
        }
    }

    /** One LDIF change record with the blank line that ends it. */
    static String text(LDIFChangeRecord record) {
        return record.toLDIFString() + RECORD_END;
    }

    @Override
    public void close() {
        listener.shutDown(true);
        try {
            journal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
