/** Work that waits too long. */
import { recorded } from "../metrics.ts";
import { numberedPods, select } from "../promql.ts";
import type { Queue } from "../targets.ts";
import type { Alert, Recording, RuleGroup } from "./rule.ts";

export function queueRules(queues: readonly Queue[]): RuleGroup {
  return {
    name: "queues",
    rules: queues.flatMap((queue) => [backlog(queue), lagHigh(queue), stalled(queue)]),
  };
}

function labelsOf({ redis, stream, group }: Queue) {
  return { namespace: redis.namespace, service: redis.name, stream, group };
}

function scopeOf({ redis, stream, group }: Queue) {
  return { namespace: redis.namespace, pod: numberedPods(redis.name), stream, group };
}

/** What is not acknowledged: entries not yet handed out, and entries handed out to a consumer that has not finished. */
function backlog(queue: Queue): Recording {
  const scope = scopeOf(queue);
  const undelivered = `max(${select("redis_stream_group_lag", scope)})`;
  const unacknowledged = `max(${select("redis_stream_group_messages_pending", scope)})`;
  return {
    record: recorded.queueBacklog,
    expr: `${undelivered} + ${unacknowledged}`,
    labels: labelsOf(queue),
  };
}

function lagHigh(queue: Queue): Alert {
  return {
    alert: "QueueLagHigh",
    severity: "warning",
    expr: `${select(recorded.queueBacklog, labelsOf(queue))} > ${queue.maximumBacklog}`,
    for: "5m",
    summary: `{{ $value }} entries of stream {{ $labels.stream }} wait for group {{ $labels.group }}; ${queue.maximumBacklog} are allowed.`,
  };
}

/**
 * Entries wait, and the group's position in the stream does not move: it has no worker, or one that cannot finish.
 * The position is looked at because Redis may not know `entries-read` and `lag` after entries were deleted.
 */
function stalled(queue: Queue): Alert {
  const position = select("redis_stream_group_last_delivered_id", scopeOf(queue));
  const scope = labelsOf(queue);
  return {
    alert: "QueueStalled",
    severity: "critical",
    expr: `(${select(recorded.queueBacklog, scope)} > 0) and on () (max(delta(${position}[10m])) == 0)`,
    for: "5m",
    summary:
      "{{ $value }} entries of stream {{ $labels.stream }} wait and group {{ $labels.group }} takes none.",
  };
}
