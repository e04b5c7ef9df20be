import { drive } from "./drive.ts";
import type { LoadPlan } from "./load-plan.ts";

// The process that makes the load: runs each plan that it is sent, and answers with how that went.

process.on("message", (plan: LoadPlan) => {
  drive(plan).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  );
});
process.on("disconnect", () => process.exit());
