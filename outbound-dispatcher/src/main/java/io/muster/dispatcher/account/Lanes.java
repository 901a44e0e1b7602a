package io.muster.dispatcher.account;

import io.muster.dispatcher.DispatcherConfig;
import io.muster.dispatcher.target.Target;
import io.muster.dispatcher.target.TargetStore;
import io.muster.dispatcher.target.Targets.TargetsChanged;
import io.muster.runtime.pg.due.LoopSettings;
import io.muster.runtime.pg.due.WorkLoop;
import io.muster.runtime.pg.due.WorkLoops;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One work loop per target, so that a target that is dead or slow holds up nobody but itself. */
@ApplicationScoped
class Lanes {
    private final WorkLoops loops;
    private final AccountWorker worker;
    private final DispatcherConfig.Retry retry;
    private final Map<String, Lane> lanes = new HashMap<>();

    private record Lane(WorkLoop loop, int concurrency) {}

    @Inject
    Lanes(WorkLoops loops, AccountWorker worker, DispatcherConfig config) {
        this.loops = loops;
        this.worker = worker;
        this.retry = config.retry();
    }

    synchronized void follow(@Observes TargetsChanged changed) {
        List<String> names = changed.targets().stream().map(Target::name).toList();
        for (String name : List.copyOf(lanes.keySet())) {
            if (!names.contains(name)) {
                Lane gone = Objects.requireNonNull(lanes.remove(name));
                loops.stop(gone.loop());
            }
        }
        for (Target target : changed.targets()) {
            int concurrency = target.limits().concurrency();
            Lane lane = lanes.get(target.name());
            if (lane == null || lane.concurrency() != concurrency) {
                if (lane != null) {
                    loops.stop(lane.loop());
                }
                LoopSettings settings = LoopSettings.of(TargetStore.lane(target.name()))
                        .withConcurrency(concurrency)
                        .withBackoff(retry.first(), retry.longest());
                lanes.put(target.name(), new Lane(loops.start(settings, worker), concurrency));
            } else {
                lane.loop().wake();
            }
        }
    }
}
