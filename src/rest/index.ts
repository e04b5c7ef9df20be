export { changes } from "./changes/index.ts";
export { answerClientError } from "./client-error.ts";
export {
  createRestHandler,
  type RestEvent,
  type RestHandler,
  type RestOptions,
} from "./rest-handler.ts";
