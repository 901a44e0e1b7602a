package io.muster.testing;

import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.testcontainers.DockerClientFactory;

/**
 * Leaves the component tests out, with a line that says so, where containers are wanted and there is no Docker. (To
 * leave them out here is before the service starts; afterwards it would be a failure.)
 */
public final class SkipWithoutDocker implements PostDiscoveryFilter {
    private static final String LINE =
            "SKIPPED: component tests on containers (-Pcontainers): no Docker answers on this machine.";

    @Override
    public FilterResult apply(TestDescriptor test) {
        return test.getSource()
                .filter(ClassSource.class::isInstance)
                .map(ClassSource.class::cast)
                .filter(source -> needsContainers() && usesServers(source) && !dockerAnswers())
                .map(source -> FilterResult.excluded(LINE))
                .orElseGet(() -> FilterResult.included("runs here"));
    }

    private static boolean needsContainers() {
        return "containers".equals(System.getProperty(TestServers.KIND));
    }

    private static boolean usesServers(ClassSource source) {
        for (var annotation : source.getJavaClass().getAnnotations()) {
            var text = annotation.toString(); // by name: other class loaders
            if (text.contains(MusterServers.class.getName()) || text.contains(NeedsServers.class.getName())) {
                return true;
            }
        }
        return false;
    }

    private static boolean dockerAnswers() {
        return Boolean.parseBoolean(TestDirectory.once("docker", () -> {
            var answers = DockerClientFactory.instance().isDockerAvailable();
            if (!answers) {
                System.out.println(LINE);
            }
            return Boolean.toString(answers);
        }));
    }
}
