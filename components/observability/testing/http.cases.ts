/** Stories about requests that fail or take too long. */
import type { AlertCases } from "./story.ts";

const vote = { namespace: "voting", service: "vote" };
const requests = (status: string) =>
  `http_requests_total{namespace="voting",service="vote",pod="vote-1",status="${status}"}`;
const bucket = (le: string) =>
  `http_request_duration_seconds_bucket{namespace="voting",service="vote",pod="vote-1",le="${le}"}`;

export const httpCases: Readonly<Record<string, AlertCases>> = {
  HttpErrorBudgetBurnFast: {
    severity: "critical",
    fires: {
      series: { [requests("200")]: "0+50x200", [requests("503")]: "0x60 0+50x60 3000x80" },
      expect: {
        "65m": [],
        "121m": [
          {
            labels: vote,
            summary:
              "50% of the requests to vote failed in the last 1h; at this pace the error budget is gone 14.4 times too early.",
          },
        ],
        "130m": [],
      },
    },
    silent: {
      "a burst of five minutes, too short to matter": {
        series: { [requests("200")]: "0+50x200", [requests("503")]: "0x60 0+50x5 250x135" },
        expect: { "64m": [], "68m": [], "75m": [] },
      },
      "an hour that was bad and is over": {
        series: { [requests("200")]: "0+50x200", [requests("503")]: "0+50x60 3000x140" },
        expect: { "68m": [], "75m": [] },
      },
      "a caller's mistakes": {
        series: { [requests("200")]: "0+50x200", [requests("404")]: "0+50x200" },
        expect: { "90m": [], "150m": [] },
      },
    },
  },
  HttpErrorBudgetBurnSlow: {
    severity: "warning",
    fires: {
      series: { [requests("200")]: "0+90x900", [requests("500")]: "0x100 0+10x400 4000x400" },
      expect: {
        "200m": [],
        "470m": [
          {
            labels: vote,
            summary:
              "10% of the requests to vote failed in the last 6h; at this pace the error budget is gone 6 times too early.",
          },
        ],
        "540m": [],
      },
    },
    silent: {
      "a small share of failures": {
        series: { [requests("200")]: "0+98x900", [requests("500")]: "0+2x900" },
        expect: { "400m": [], "800m": [] },
      },
    },
  },
  HttpLatencyHigh: {
    severity: "warning",
    fires: {
      series: {
        [bucket("0.5")]: "0+100x20 2000x30 2000+100x40",
        [bucket("1")]: "0+100x90",
        [bucket("+Inf")]: "0+100x90",
      },
      expect: {
        "25m": [],
        "45m": [
          {
            labels: vote,
            summary: "One request in a hundred to vote takes 995ms; the objective is 0.5s.",
          },
        ],
        "70m": [],
      },
    },
    silent: {
      "no requests at all": {
        series: { [bucket("0.5")]: "5x60", [bucket("1")]: "9x60", [bucket("+Inf")]: "9x60" },
        expect: { "30m": [], "60m": [] },
      },
    },
  },
};
