/** Stories about streams. */
import type { AlertCases } from "./story.ts";

const queue = { namespace: "voting", service: "redis", stream: "ballots", group: "workers" };
const stream = (metric: string) =>
  `${metric}{namespace="voting",pod="redis-0",db="db0",stream="ballots",group="workers"}`;

export const queuesCases: Readonly<Record<string, AlertCases>> = {
  QueueLagHigh: {
    severity: "warning",
    fires: {
      series: {
        [stream("redis_stream_group_lag")]: "0x4 1200x14 0x20",
        [stream("redis_stream_group_messages_pending")]: "50x60",
      },
      expect: {
        "8m": [],
        "15m": [
          {
            labels: queue,
            summary: "1250 entries of stream ballots wait for group workers; 1000 are allowed.",
          },
        ],
        "25m": [],
      },
    },
    silent: {
      "as much as is allowed": {
        series: {
          [stream("redis_stream_group_lag")]: "900x60",
          [stream("redis_stream_group_messages_pending")]: "100x60",
        },
        expect: { "30m": [] },
      },
    },
  },
  QueueStalled: {
    severity: "critical",
    fires: {
      series: {
        [stream("redis_stream_group_lag")]: "0x9 40x29 0x20",
        [stream("redis_stream_group_messages_pending")]: "0x60",
        [stream("redis_stream_group_last_delivered_id")]:
          "1700000000000+1000x9 1700000009000x29 1700000010000+1000x20",
      },
      expect: {
        "20m": [],
        "30m": [
          { labels: queue, summary: "40 entries of stream ballots wait and group workers takes none." },
        ],
        "50m": [],
      },
    },
    silent: {
      "a long queue that moves": {
        series: {
          [stream("redis_stream_group_lag")]: "500x60",
          [stream("redis_stream_group_messages_pending")]: "10x60",
          [stream("redis_stream_group_last_delivered_id")]: "1700000000000+1000x60",
        },
        expect: { "40m": [] },
      },
      "nothing to do": {
        series: {
          [stream("redis_stream_group_lag")]: "0x60",
          [stream("redis_stream_group_messages_pending")]: "0x60",
          [stream("redis_stream_group_last_delivered_id")]: "1700000000000x60",
        },
        expect: { "40m": [] },
      },
    },
  },
};
