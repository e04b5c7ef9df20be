import { exec } from "node:child_process";
import { promisify } from "node:util";
import { compareAnswers } from "./compare/answers.ts";
import { compareCut, withoutLimit } from "./compare/candidates.ts";
import type { Difference } from "./compare/difference.ts";
import type { Request } from "./request.ts";
import { type Answer, connectTo, type Server } from "./send.ts";

/** What both servers answered to one request, and in what that differs. */
export interface Outcome {
  readonly theirs: Answer;
  readonly ours: Answer;
  readonly differences: readonly Difference[];
}

/** The two servers under comparison. */
export interface Pair {
  send(request: Request): Promise<Outcome>;
  /** Empties both. */
  reset(): Promise<void>;
  close(): void;
}

/** Where the servers are, and the shell commands that empty them. */
export interface Places {
  readonly ours: string;
  readonly theirs: string;
  readonly resetOurs: string;
  readonly resetTheirs: string;
}

export function connectPair({ ours, theirs, resetOurs, resetTheirs }: Places): Pair {
  const servers = { theirs: connectTo(theirs), ours: connectTo(ours) };
  return {
    async send(request) {
      const answers = await sendBoth(servers, request);
      const same = await withoutGenerated(servers, request, answers);
      const differences = compareAnswers(same.theirs, same.ours);
      const cut = differences.length > 0 ? await lookAtWhole(servers, request, answers) : undefined;
      return { ...answers, differences: cut ?? differences };
    },
    async reset() {
      await Promise.all([resetOurs, resetTheirs].map((command) => promisify(exec)(command)));
    },
    close() {
      servers.ours.close();
      servers.theirs.close();
    },
  };
}

interface Servers {
  readonly theirs: Server;
  readonly ours: Server;
}

interface Answers {
  readonly theirs: Answer;
  readonly ours: Answer;
}

async function sendBoth({ theirs, ours }: Servers, request: Request): Promise<Answers> {
  const [theirAnswer, ourAnswer] = await Promise.all([theirs.send(request), ours.send(request)]);
  return { theirs: theirAnswer, ours: ourAnswer };
}

/** Results cut by a limit are compared with the uncut ones; undefined where that doesn't apply. */
async function lookAtWhole(
  servers: Servers,
  request: Request,
  limited: Answers,
): Promise<Difference[] | undefined> {
  const whole = withoutLimit(request);
  if (whole === undefined || limited.theirs.status !== 200 || limited.ours.status !== 200) return undefined;
  const answers = await sendBoth(servers, whole);
  if (answers.theirs.status !== 200 || answers.ours.status !== 200) return undefined;
  const cut = (side: "theirs" | "ours") => ({
    limited: limited[side].json ?? null,
    whole: answers[side].json ?? null,
  });
  return compareCut(cut("theirs"), cut("ours"));
}

const uuidAtEnd = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Servers choose the UUID of a provider that comes without one. The answers are compared without it, and the
 * provider is deleted at once: nothing said later could mean it on both sides.
 */
async function withoutGenerated(servers: Servers, request: Request, answers: Answers): Promise<Answers> {
  const [path] = request.target.split("?");
  if (request.method !== "POST" || path !== "/resource_providers") return answers;
  const theirUuid = generatedUuid(answers.theirs);
  const ourUuid = generatedUuid(answers.ours);
  if (theirUuid === ourUuid) return answers;
  const remove = async (server: Server, uuid: string | undefined) => {
    if (uuid !== undefined) await server.send(deletion(uuid));
  };
  await Promise.all([remove(servers.theirs, theirUuid), remove(servers.ours, ourUuid)]);
  return { theirs: hidden(answers.theirs, theirUuid), ours: hidden(answers.ours, ourUuid) };
}

/** Of a provider that was created, or of one that was refused by its name and uuid. */
function generatedUuid({ status, headers, text }: Answer): string | undefined {
  return status < 300
    ? uuidAtEnd.exec(headers.location ?? "")?.[0]
    : /Unable to create resource provider .*, ([0-9a-f-]{36}):/.exec(text)?.[1];
}

function hidden(answer: Answer, uuid: string | undefined): Answer {
  if (uuid === undefined) return answer;
  const text = answer.text.replaceAll(uuid, "GENERATED");
  const location = answer.headers.location?.replace(uuid, "GENERATED");
  return {
    ...answer,
    text,
    headers: { ...answer.headers, location },
    json: answer.json === undefined ? undefined : JSON.parse(text),
  };
}

function deletion(uuid: string): Request {
  return { method: "DELETE", target: `/resource_providers/${uuid}`, headers: { "x-auth-token": "admin" } };
}
