/** Stories about pods and Deployments. */
import type { AlertCases } from "./story.ts";

const vote = { namespace: "voting", service: "vote" };
const deployment = (metric: string, name = "vote") => `${metric}{namespace="voting",deployment="${name}"}`;
const pod = (metric: string, more: string) => `${metric}{namespace="voting",pod="vote-1",${more}}`;

export const workloadsCases: Readonly<Record<string, AlertCases>> = {
  ServiceUnavailable: {
    severity: "critical",
    fires: {
      series: {
        [deployment("kube_deployment_spec_replicas")]: "2x40",
        [deployment("kube_deployment_status_replicas_available")]: "2x4 0x9 2x25",
      },
      expect: {
        "6m": [],
        "8m": [{ labels: vote, summary: "vote has no available pod." }],
        "20m": [],
      },
    },
    silent: {
      "a service scaled to nothing": {
        series: {
          [deployment("kube_deployment_spec_replicas")]: "0x40",
          [deployment("kube_deployment_status_replicas_available")]: "0x40",
        },
        expect: { "10m": [], "30m": [] },
      },
      "somebody else's Deployment": {
        series: {
          [deployment("kube_deployment_spec_replicas", "other")]: "1x40",
          [deployment("kube_deployment_status_replicas_available", "other")]: "0x40",
        },
        expect: { "30m": [] },
      },
    },
  },
  MetricsMissing: {
    severity: "warning",
    fires: {
      series: {
        [deployment("kube_deployment_spec_replicas")]: "2x60",
        'up{namespace="voting",service="vote",pod="vote-1"}': "1x9 0x19 1x30",
      },
      expect: {
        "15m": [],
        "25m": [
          {
            labels: vote,
            summary: "Prometheus gets no metrics from vote: its other alerts cannot fire.",
          },
        ],
        "40m": [],
      },
    },
    silent: {
      "one pod of two answers": {
        series: {
          [deployment("kube_deployment_spec_replicas")]: "2x60",
          'up{namespace="voting",service="vote",pod="vote-1"}': "0x60",
          'up{namespace="voting",service="vote",pod="vote-2"}': "1x60",
        },
        expect: { "30m": [] },
      },
      "a service scaled to nothing": {
        series: { [deployment("kube_deployment_spec_replicas")]: "0x60" },
        expect: { "30m": [] },
      },
    },
  },
  PodNotReady: {
    severity: "warning",
    fires: {
      series: {
        [pod("kube_pod_status_ready", 'condition="false"')]: "0x4 1x19 0x20",
        [pod("kube_pod_status_phase", 'phase="Running"')]: "1x60",
      },
      expect: {
        "10m": [],
        "20m": [
          {
            labels: { namespace: "voting", pod: "vote-1" },
            summary: "Pod vote-1 has not been ready for 10 minutes.",
          },
        ],
        "30m": [],
      },
    },
    silent: {
      "a pod that ran to its end": {
        series: {
          [pod("kube_pod_status_ready", 'condition="false"')]: "1x60",
          [pod("kube_pod_status_phase", 'phase="Running"')]: "0x60",
          [pod("kube_pod_status_phase", 'phase="Succeeded"')]: "1x60",
        },
        expect: { "30m": [] },
      },
    },
  },
  PodCrashLooping: {
    severity: "warning",
    fires: {
      series: {
        [pod("kube_pod_container_status_waiting_reason", 'container="vote",reason="CrashLoopBackOff"')]:
          "_x4 1x2 stale _x1 1x3 stale _x1 1x15 stale _x30",
      },
      expect: {
        "10m": [],
        "20m": [
          {
            labels: { namespace: "voting", pod: "vote-1", container: "vote" },
            summary: "Container vote of pod vote-1 keeps crashing.",
          },
        ],
        "45m": [],
      },
    },
    silent: {
      "one crash": {
        series: {
          [pod("kube_pod_container_status_waiting_reason", 'container="vote",reason="CrashLoopBackOff"')]:
            "_x4 1x2 stale _x30",
        },
        expect: { "8m": [], "15m": [], "20m": [] },
      },
      "waiting for another reason": {
        series: {
          [pod("kube_pod_container_status_waiting_reason", 'container="vote",reason="ContainerCreating"')]:
            "1x60",
        },
        expect: { "30m": [] },
      },
    },
  },
};
