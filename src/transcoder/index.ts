export type { QueryPairs } from "./binding/query-binder.ts";
export type { RawBody } from "./binding/raw-body.ts";
export type { FieldRules, RouterOptions } from "./binding-rules.ts";
export { compileRoute, createRouter } from "./compile-routes.ts";
export type {
  ConditionHeader,
  ConditionHeaders,
  ConditionOutcome,
  Conditions,
} from "./conditions/conditions.ts";
export { type EntityTag, parseEntityTags } from "./conditions/entity-tag.ts";
export { headerView } from "./header-view.ts";
export { ChunkPile } from "./http/chunk-pile.ts";
export { clientTimeoutMs, grpcTimeoutMs } from "./http/client-timeout.ts";
export { type ContentCoding, decompress, type InflateLimits } from "./http/content-coding.ts";
export type { HttpFailure } from "./http/http-failure.ts";
export { createHttpHandler, type HttpHandler } from "./http/http-handler.ts";
export type { HttpLimits } from "./http/http-limits.ts";
export type { BodyHold, HttpHandlerOptions, HttpHooks } from "./http/http-parts.ts";
export { httpStatusOf } from "./http/http-status.ts";
export { excessOf } from "./http/json-extent.ts";
export { isGone, type NodeRequest, type NodeResponse } from "./http/node-messages.ts";
export { type ParsedJson, parseJsonBody } from "./http/parse-json-body.ts";
export { problemBody } from "./http/problem-body.ts";
export { BodyTooLarge, NoRoomForBody, RequestAborted, readBody } from "./http/read-body.ts";
export { type ParsedQuery, parseQuery, type RequestTarget, splitTarget } from "./http/request-target.ts";
export { RETRY_SECONDS, retryAfterSeconds, retryInfo } from "./http/retry-delay.ts";
export { type FailureAnswer, failureAnswer, type StatusBody } from "./http/status-body.ts";
export { streamTypes } from "./http/stream-form.ts";
export type { StreamOptions } from "./http/stream-options.ts";
export {
  bindingViolations,
  compileUnary,
  type UnaryAnswer,
  type UnaryCall,
  type UnaryInvoker,
  type Violation,
} from "./invoke.ts";
export { compileStream, type StreamAnswer, type StreamInvoker } from "./invoke-stream.ts";
export { type Comments, commentsOf, firstSentence } from "./openapi/comments.ts";
export { createOpenApi, type OpenApiOptions } from "./openapi/create-document.ts";
export type { Direction, Schema } from "./openapi/schema.ts";
export { type MessageReader, messageReader } from "./read-message.ts";
export type { BindingInput, Route } from "./route.ts";
export { type Match, type Router, routerOf } from "./routing/router.ts";
export { RuleError } from "./rule-error.ts";
export { parseTemplate } from "./template/parse-template.ts";
export { type PathTemplate, TemplateError } from "./template/path-template.ts";
export { printTemplate } from "./template/print-template.ts";
export { type TranscodeOptions, transcodeRoutes } from "./transcode-routes.ts";
export { quote } from "./writing/quote.ts";
