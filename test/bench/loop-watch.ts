import { monitorEventLoopDelay } from "node:perf_hooks";
import { exposeCollector } from "../../src/processes/lean-start.ts";

// Loaded into a server that is measured: tells the longest pause of its event loop, in milliseconds, since the last
// time it was asked, and collects its garbage when it is told to. The monitor's own interval is part of every delay,
// and taken off.

const RESOLUTION_MS = 5;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();
const collect = exposeCollector();

process.on("message", (message) => {
  if (message === "collect") collect();
  process.send?.(Math.max(0, delays.max / 1e6 - RESOLUTION_MS));
  delays.reset();
});
// Who asks must not keep the server from ending.
process.channel?.unref();
