package io.muster.stack.targets;

import com.unboundid.ldap.listener.InMemoryRequestHandler;
import com.unboundid.ldap.listener.LDAPListenerClientConnection;
import com.unboundid.ldap.listener.LDAPListenerRequestHandler;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldif.LDIFAddChangeRecord;
import com.unboundid.ldif.LDIFChangeRecord;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Puts a journal around UnboundID's in-memory directory: each successful add, modify, modify DN and delete is an LDIF change record on disk before its answer leaves. One handler per connection, one lock and one journal for all.
 */
final class JournaledDirectory extends LDAPListenerRequestHandler {
    private final InMemoryRequestHandler directory;
    private final Journal journal;
    private final ReentrantLock writing;

    JournaledDirectory(InMemoryRequestHandler directory, Journal journal, ReentrantLock writing) {
        this.directory = directory;
        this.journal = journal;
        this.writing = writing;
    }

    @Override
    public LDAPListenerRequestHandler newInstance(LDAPListenerClientConnection connection) throws LDAPException {
        return new JournaledDirectory(directory.newInstance(connection), journal, writing);
    }

    @Override
    public LDAPMessage processAddRequest(int id, AddRequestProtocolOp request, List<Control> controls) {
        return journaled(
                () -> directory.processAddRequest(id, request, controls),
                answer -> answer.getAddResponseProtocolOp().getResultCode(),
                // the entry as it now is, with the entryUUID and times that the server gave it
                () -> new LDIFAddChangeRecord(entry(request.getDN())));
    }

    private Entry entry(String dn) {
        try {
            return Objects.requireNonNull(directory.getEntry(dn));
        } catch (LDAPException e) {
            throw new IllegalStateException("An entry that was just added is there", e);
        }
    }

    @Override
    public LDAPMessage processModifyRequest(int id, ModifyRequestProtocolOp request, List<Control> controls) {
        return journaled(
                () -> directory.processModifyRequest(id, request, controls),
                answer -> answer.getModifyResponseProtocolOp().getResultCode(),
                () -> request.toModifyRequest().toLDIFChangeRecord());
    }

    @Override
    public LDAPMessage processModifyDNRequest(int id, ModifyDNRequestProtocolOp request, List<Control> controls) {
        return journaled(
                () -> directory.processModifyDNRequest(id, request, controls),
                answer -> answer.getModifyDNResponseProtocolOp().getResultCode(),
                () -> request.toModifyDNRequest().toLDIFChangeRecord());
    }

    @Override
    public LDAPMessage processDeleteRequest(int id, DeleteRequestProtocolOp request, List<Control> controls) {
        return journaled(
                () -> directory.processDeleteRequest(id, request, controls),
                answer -> answer.getDeleteResponseProtocolOp().getResultCode(),
                () -> request.toDeleteRequest().toLDIFChangeRecord());
    }

    private LDAPMessage journaled(
            Supplier<LDAPMessage> work, ToIntFunction<LDAPMessage> resultCode, Supplier<LDIFChangeRecord> record) {
        LDAPMessage answer;
        long position;
        writing.lock();
        try {
            answer = work.get();
            if (resultCode.applyAsInt(answer) != ResultCode.SUCCESS_INT_VALUE) {
                return answer;
            }
            position = journal.append(DirectoryServer.text(record.get()));
        } finally {
            writing.unlock();
        }
        journal.force(position);
        return answer;
    }

    @Override
    public LDAPMessage processBindRequest(int id, BindRequestProtocolOp request, List<Control> controls) {
        return directory.processBindRequest(id, request, controls);
    }

    @Override
    public LDAPMessage processCompareRequest(int id, CompareRequestProtocolOp request, List<Control> controls) {
        return directory.processCompareRequest(id, request, controls);
    }

    @Override
    public LDAPMessage processSearchRequest(int id, SearchRequestProtocolOp request, List<Control> controls) {
        return directory.processSearchRequest(id, request, controls);
    }

    @Override
    public LDAPMessage processExtendedRequest(int id, ExtendedRequestProtocolOp request, List<Control> controls) {
        return directory.processExtendedRequest(id, request, controls);
    }
}
