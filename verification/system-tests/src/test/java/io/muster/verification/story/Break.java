package io.muster.verification.story;

import io.muster.stack.demo.Demo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One line of the table of breaks: a step of the demo that is broken from outside, and how the demo says so.
 *
 * @param step which step is to fail
 * @param after the steps that it builds on
 * @param at the step before which the deed is done
 * @param deed what is done
 * @param away the process that the deed stops, empty if none
 * @param awaited what the step waits for in vain, empty if it fails without waiting
 * @param why what the failure says
 */
record Break(String step, List<String> after, String at, Deed deed, String away, String awaited, String why) {
    /** What somebody does. */
    interface Deed {
        void to(Outside stack, String run) throws Exception;
    }

    static Break stopping(String process, String step, List<String> after, String why) {
        return new Break(step, after, step, (stack, run) -> stack.stop(process), process, "", why);
    }

    /** The same, but before the first step already: else it would be too late. */
    static Break without(String process, String step, List<String> after, String why) {
        return new Break(step, after, after.getFirst(), (stack, run) -> stack.stop(process), process, "", why);
    }

    static Break doing(Deed deed, String step, List<String> after, String why) {
        return new Break(step, after, step, deed, "", "", why);
    }

    Break awaiting(String what) {
        return new Break(step, after, at, deed, away, what, why);
    }

    List<String> taken() {
        var all = new ArrayList<>(after);
        all.add(step);
        return all;
    }

    /** The processes that must run when it begins. */
    Set<String> needed() {
        var needed = new TreeSet<>(Demo.needs(taken()));
        needed.add("mailbox");
        if (at.equals(taken().getFirst())) {
            needed.remove(away);
        }
        return needed;
    }

    @Override
    public String toString() {
        return step;
    }
}
