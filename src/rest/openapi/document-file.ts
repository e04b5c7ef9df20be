import { fileURLToPath } from "node:url";

/** Where the generated document is. */
export const documentFile = fileURLToPath(new URL("../../gen/openapi.json", import.meta.url));
