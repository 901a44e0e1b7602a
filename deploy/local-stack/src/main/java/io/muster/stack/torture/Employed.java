package io.muster.stack.torture;

import java.util.ArrayList;
import java.util.List;

/** A person as HR's client remembers him. One writer at a time has him in hand; others read when it is done. */
final class Employed {
    /** The department whose people have an account in the code host. */
    static final String ENGINEERING = "Engineering";

    private final String id;
    private final String userName;
    private final boolean hired;
    private final List<String> titles = new ArrayList<>();
    private final List<String> withoutEffect = new ArrayList<>();
    private String department;
    private boolean active = true;

    Employed(String id, String userName, String department, String title, boolean hired) {
        this.id = id;
        this.userName = userName;
        this.department = department;
        this.hired = hired;
        titles.add(title);
    }

    String id() {
        return id;
    }

    String userName() {
        return userName;
    }

    /** Every title that he was given, in order: each is in a write that was acknowledged, or that was seen afterwards. */
    synchronized List<String> titles() {
        return List.copyOf(titles);
    }

    synchronized String title() {
        return titles.getLast();
    }

    synchronized boolean isActive() {
        return active;
    }

    /** Titles of writes that were not answered and of which nothing was seen afterwards: nothing may ever be seen. */
    synchronized List<String> withoutEffect() {
        return List.copyOf(withoutEffect);
    }

    synchronized void titled(String title) {
        if (!titles.getLast().equals(title)) {
            titles.add(title);
        }
    }

    synchronized void notTitled(String title) {
        withoutEffect.add(title);
    }

    synchronized void moved(String to) {
        department = to;
    }

    synchronized void active(boolean now) {
        active = now;
    }

    /** Whether the policies give him an enabled account in this application now. */
    synchronized boolean isDue(String application) {
        return active && hired && (application.equals("directory") || department.equals(ENGINEERING));
    }
}
