#!/bin/sh
# Makes the topics that are missing, with the settings of identity-events' topics.yaml; a topic that exists stays as it is.
#
#   topics.sh BOOTSTRAP_SERVERS [OPTION …]     options as kafka-topics.sh takes them: --command-config FILE
#
# KAFKA_BIN: the folder of kafka-topics.sh (default /opt/kafka/bin, as in the image apache/kafka)
# REPLICATION: copies of each partition (default 3)
set -eu
if [ $# -lt 1 ]; then
  sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
servers=$1
shift
state="--config cleanup.policy=compact --config min.compaction.lag.ms=604800000 --config max.compaction.lag.ms=2592000000
  --config delete.retention.ms=604800000 --config max.message.bytes=1048588"
history="--config cleanup.policy=delete --config retention.ms=2592000000 --config max.message.bytes=1048588"

topic() {
  name=$1
  settings=$2
  shift 2
  # shellcheck disable=SC2086 # the settings are several words
  "${KAFKA_BIN:-/opt/kafka/bin}/kafka-topics.sh" --bootstrap-server "$servers" "$@" --create --if-not-exists \
    --topic "$name" --partitions 12 --replication-factor "${REPLICATION:-3}" $settings
}

for name in muster.identity.schemas muster.identity.users muster.identity.groups muster.identity.resources \
  muster.identity.memberships muster.access.grants; do
  topic "$name" "$state" "$@"
done
for name in muster.access.events muster.provisioning.events muster.admin.events; do
  topic "$name" "$history" "$@"
done
