package io.muster.dispatcher.target;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** The targets of this process, opened. */
@ApplicationScoped
public class Targets {
    private static final Logger LOG = Logger.getLogger(Targets.class);

    private final Config environment;
    private final Event<TargetsChanged> changed;
    private final Map<String, OpenTarget> open = new ConcurrentHashMap<>();
    private final Map<String, String> broken = new ConcurrentHashMap<>();

    @Inject
    Targets(Config environment, Event<TargetsChanged> changed) {
        this.environment = environment;
        this.changed = changed;
    }

    /** Fired after targets were opened or closed in this process. */
    public record TargetsChanged(List<Target> targets) {
        public TargetsChanged {
            targets = List.copyOf(targets);
        }
    }

    /** The open target; empty when there is none of the name or it cannot be opened. */
    public Optional<OpenTarget> find(String name) {
        return Optional.ofNullable(open.get(name));
    }

    /** Why a target cannot be worked with. */
    public Optional<String> trouble(String name) {
        return Optional.ofNullable(broken.get(name));
    }

    /** All that are open. */
    public Collection<OpenTarget> all() {
        return List.copyOf(open.values());
    }

    /** Opens what is new or changed and closes what is gone. */
    synchronized void use(List<Target> targets) {
        boolean news = false;
        List<String> names = targets.stream().map(Target::name).toList();
        for (String name : List.copyOf(open.keySet())) {
            if (!names.contains(name)) {
                close(open.remove(name));
                news = true;
            }
        }
        broken.keySet().retainAll(names);
        for (Target target : targets) {
            OpenTarget present = open.get(target.name());
            if (present == null || present.target().revision() != target.revision()) {
                news |= reopen(target);
            }
        }
        if (news) {
            changed.fire(new TargetsChanged(targets));
        }
    }

    private boolean reopen(Target target) {
        try {
            OpenTarget opened = OpenTarget.open(target, name -> environment.getOptionalValue(name, String.class));
            broken.remove(target.name());
            close(open.put(target.name(), opened));
            return true;
        } catch (IllegalArgumentException cannot) {
            String why = String.valueOf(cannot.getMessage());
            if (!why.equals(broken.put(target.name(), why))) {
                LOG.warnf("target %s cannot be opened: %s", target.name(), why);
            }
            return false;
        }
    }

    private static void close(@org.jspecify.annotations.Nullable OpenTarget old) {
        if (old != null) {
            old.connector().close();
        }
    }
}
