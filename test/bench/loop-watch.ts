import { monitorEventLoopDelay } from "node:perf_hooks";

// Loaded into a server that is measured: tells the longest pause of its event loop, in milliseconds, since the last
// time it was asked. The monitor's own interval is part of every delay, and taken off.

const RESOLUTION_MS = 5;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();

process.on("message", () => {
  process.send?.(Math.max(0, delays.max / 1e6 - RESOLUTION_MS));
  delays.reset();
});
// Who asks must not keep the server from ending.
process.channel?.unref();
