import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Tests run in processes of their own, few at a time, on one PostgreSQL that the run starts. */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["**/node_modules/**", ".data/**"],
    globalSetup: fileURLToPath(new URL("kit/global-setup.ts", import.meta.url)),
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
