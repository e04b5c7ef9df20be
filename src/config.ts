import { isIP } from "node:net";
import { resolve } from "node:path";

/** An address to listen on. Port 0 means any free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** How much the log tells. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

/** What transactions see of each other, in SQL's words. */
export type Isolation = "read committed" | "serializable";

/** One setting: how it is named and explained to people, and how its text becomes a value. */
interface Setting<T> {
  readonly name: string;
  /** What the environment would have to say to get the default; absent when there is none. */
  readonly default?: string;
  readonly unit?: string;
  readonly bounds?: string;
  readonly meaning: string;
  /** True for values that must not be repeated in messages: they may hold a password. */
  readonly secret?: boolean;
  /** Throws with what is wrong, as the end of a sentence that begins with the setting's name. */
  parse(text: string): T;
}

const kibibytes = 1024;
const mebibytes = 1024 * kibibytes;
const uuidNone = "00000000-0000-0000-0000-000000000000";

/** Every setting there is. The README's table is printed from this one. */
const settings = {
  listen: {
    name: "PLACEMENTD_LISTEN",
    default: "127.0.0.1:8778",
    bounds: "`host:port`, `[ipv6]:port`",
    meaning: "Where to listen. Port 0 takes any free one; the start prints which.",
    parse: parseListenAddress,
  },
  workers: {
    name: "PLACEMENTD_WORKERS",
    default: "1",
    unit: "processes",
    ...integer(1, 64),
    meaning:
      "How many processes serve behind the port, about one a core. Connections, those to the database too, are shared " +
      "out among them.",
  },
  tlsCertFile: {
    name: "PLACEMENTD_TLS_CERT_FILE",
    meaning: "Certificate chain in PEM. With the key, the port speaks TLS only, HTTP/2 by ALPN.",
    parse: (text: string) => resolve(text),
  },
  tlsKeyFile: {
    name: "PLACEMENTD_TLS_KEY_FILE",
    meaning: "The certificate's private key in PEM.",
    parse: (text: string) => resolve(text),
  },
  databaseUrl: {
    name: "DATABASE_URL",
    bounds: "`postgresql://…`",
    meaning: "An existing PostgreSQL to use. Without it, an embedded one is started.",
    secret: true,
    parse: parseDatabaseUrl,
  },
  dataDir: {
    name: "PLACEMENTD_DATA_DIR",
    default: ".data",
    meaning: "Where the embedded PostgreSQL keeps its data; relative to the project's folder.",
    parse: (text: string) => resolve(import.meta.dirname, "..", text),
  },
  databasePoolSize: {
    name: "PLACEMENTD_DATABASE_POOL_SIZE",
    default: "16",
    unit: "connections",
    ...integer(1, 1000),
    meaning: "How many database connections to hold at most.",
  },
  databasePrepare: {
    name: "PLACEMENTD_DATABASE_PREPARE",
    default: "true",
    ...boolean(),
    meaning:
      "Whether connections keep prepared statements and settings. `false` for poolers that share them out by the " +
      "transaction (PgBouncer before 1.21): reads are slower, and `statement_timeout` is for the database to set.",
  },
  databaseIsolation: {
    name: "PLACEMENTD_DATABASE_ISOLATION",
    default: "read committed",
    ...choice<Isolation>("read committed", "serializable"),
    meaning:
      "How strictly the database keeps transactions apart. Answers are the same; `serializable` runs more of them again.",
  },
  databaseWaitMs: {
    name: "PLACEMENTD_DATABASE_WAIT_MS",
    default: "60000",
    unit: "ms",
    ...integer(0, 3_600_000),
    meaning: "How long the start waits for its database before it gives up.",
  },
  logLevel: {
    name: "PLACEMENTD_LOG_LEVEL",
    default: "info",
    ...choice<LogLevel>("trace", "debug", "info", "warn", "error", "fatal", "silent"),
    meaning: "The least important lines to log. Each call is one line at `info`.",
  },
  bodyBytesMax: {
    name: "PLACEMENTD_BODY_BYTES_MAX",
    default: String(4 * mebibytes),
    unit: "bytes",
    ...integer(kibibytes, 1024 * mebibytes),
    meaning: "The largest body of a REST request.",
  },
  messageBytesMax: {
    name: "PLACEMENTD_MESSAGE_BYTES_MAX",
    default: String(4 * mebibytes),
    unit: "bytes",
    ...integer(kibibytes, 1024 * mebibytes),
    meaning: "The largest gRPC, gRPC-Web or Connect request message, compressed or not.",
  },
  bodiesBytesMax: {
    name: "PLACEMENTD_BODIES_BYTES_MAX",
    default: String(256 * mebibytes),
    unit: "bytes",
    ...integer(mebibytes, 1024 * 1024 * mebibytes),
    meaning:
      "How much all requests in work may have in their bodies together, of which those above 64 KiB get three " +
      "quarters; more are refused for the moment (503, UNAVAILABLE).",
  },
  headerBytesMax: {
    name: "PLACEMENTD_HEADER_BYTES_MAX",
    default: String(16 * kibibytes),
    unit: "bytes",
    ...integer(kibibytes, mebibytes),
    meaning: "The largest head of a request, all header lines together.",
  },
  headerCountMax: {
    name: "PLACEMENTD_HEADER_COUNT_MAX",
    default: "100",
    unit: "headers",
    ...integer(10, 2000),
    meaning: "The most headers of a request.",
  },
  requestTimeoutMs: {
    name: "PLACEMENTD_REQUEST_TIMEOUT_MS",
    default: "30000",
    unit: "ms",
    ...integer(10, 3_600_000),
    meaning: "The longest a request may take to arrive, and again to be answered; clients may allow less.",
  },
  headerTimeoutMs: {
    name: "PLACEMENTD_HEADER_TIMEOUT_MS",
    default: "10000",
    unit: "ms",
    ...integer(10, 3_600_000),
    meaning: "The longest the head of a request, or a new connection's first byte, may take.",
  },
  keepAliveTimeoutMs: {
    name: "PLACEMENTD_KEEP_ALIVE_TIMEOUT_MS",
    default: "75000",
    unit: "ms",
    ...integer(10, 3_600_000),
    meaning: "How long a connection may stay idle. More than the load balancer's own is best.",
  },
  connectionsMax: {
    name: "PLACEMENTD_CONNECTIONS_MAX",
    default: "4096",
    unit: "connections",
    ...integer(1, 1_000_000),
    meaning: "The most client connections; more are closed at once.",
  },
  streamsMax: {
    name: "PLACEMENTD_STREAMS_MAX",
    default: "256",
    unit: "streams",
    ...integer(1, 100_000),
    meaning: "The most concurrent calls on one HTTP/2 connection.",
  },
  shutdownGraceMs: {
    name: "PLACEMENTD_SHUTDOWN_GRACE_MS",
    default: "10000",
    unit: "ms",
    ...integer(0, 3_600_000),
    meaning: "How long calls in flight may go on after SIGTERM; streams end at once.",
  },
  incompleteProjectId: {
    name: "PLACEMENTD_INCOMPLETE_PROJECT_ID",
    default: uuidNone,
    ...identifier(),
    meaning: "The project of consumers that are written by REST before microversion 1.8.",
  },
  incompleteUserId: {
    name: "PLACEMENTD_INCOMPLETE_USER_ID",
    default: uuidNone,
    ...identifier(),
    meaning: "The user of consumers that are written by REST before microversion 1.8.",
  },
  mountPrefix: {
    name: "PLACEMENTD_MOUNT_PREFIX",
    bounds: "`/path`",
    meaning: "The path below which REST is served; it shows in `links` and `Location`. Without it: `/`.",
    parse: parseMountPrefix,
  },
  trustedProxies: {
    name: "PLACEMENTD_TRUSTED_PROXIES",
    bounds: "addresses, networks (`10.0.0.0/8`); comma-separated",
    meaning:
      "Proxies whose `X-Forwarded-Proto`, `-Host` and `-Prefix` are believed in `links` and `Location`. Without it: none.",
    parse: parseNetworks,
  },
  candidatesMax: {
    name: "PLACEMENTD_CANDIDATES_MAX",
    default: "10000",
    unit: "candidates",
    ...integer(1, 1_000_000),
    meaning:
      "The most allocation candidates of an answer, whatever a request's limit; of large ones, as many as have ten " +
      "times as many amounts and groups in all.",
  },
  largeAnswersMax: {
    name: "PLACEMENTD_LARGE_ANSWERS_MAX",
    default: "4",
    unit: "answers",
    ...integer(1, 10_000),
    meaning:
      "How many large answers may be in work at once: lists of resource providers by neither name, uuid nor tree, and " +
      "more than 1,000 allocation candidates. Others wait, at most half of `PLACEMENTD_REQUEST_TIMEOUT_MS`, and are " +
      "then refused for the moment (503, UNAVAILABLE).",
  },
  candidateViewProvidersMax: {
    name: "PLACEMENTD_CANDIDATE_VIEW_PROVIDERS_MAX",
    default: "200000",
    unit: "providers",
    ...integer(0, 10_000_000),
    meaning:
      "Up to how many providers are remembered for allocation candidates, about 1 kB each; each request proves that " +
      "they are current. Of more, and with 0, each request reads what it needs from the database.",
  },
  candidateViewIdleSeconds: {
    name: "PLACEMENTD_CANDIDATE_VIEW_IDLE_SECONDS",
    default: "300",
    unit: "s",
    ...integer(1, 86_400),
    meaning: "How long they are remembered when nobody asks for allocation candidates.",
  },
  randomizeCandidates: {
    name: "PLACEMENTD_RANDOMIZE_CANDIDATES",
    default: "false",
    ...boolean(),
    meaning: "Whether allocation candidates come in random order, or in the same order each time.",
  },
  enforceNewDefaults: {
    name: "PLACEMENTD_ENFORCE_NEW_DEFAULTS",
    default: "false",
    ...boolean(),
    meaning:
      "Whether the policies' new defaults (secure RBAC) count alone, or the role `admin` goes on to suffice for all.",
  },
  enforceScope: {
    name: "PLACEMENTD_ENFORCE_SCOPE",
    default: "false",
    ...boolean(),
    meaning:
      "Whether a token must be for what its policy is for: a project, not a domain or the whole system.",
  },
  policyFile: {
    name: "PLACEMENTD_POLICY_FILE",
    meaning:
      "YAML or JSON with policy rules and their checks in oslo.policy's language, in place of the defaults.",
    parse: (text: string) => resolve(text),
  },
  corsAllowedOrigin: {
    name: "PLACEMENTD_CORS_ALLOWED_ORIGIN",
    bounds: "`scheme://host[:port]`, `*`; comma-separated",
    meaning: "Whose pages may call the server from a browser. Without it, none of another origin may.",
    parse: parseOrigins,
  },
  corsAllowCredentials: {
    name: "PLACEMENTD_CORS_ALLOW_CREDENTIALS",
    default: "true",
    ...boolean(),
    meaning: "Whether such pages may send credentials that the browser keeps.",
  },
  corsAllowHeaders: {
    name: "PLACEMENTD_CORS_ALLOW_HEADERS",
    default:
      "X-Auth-Token,X-Openstack-Request-Id,X-Identity-Status,X-Roles,X-Service-Catalog,X-User-Id,X-Tenant-Id," +
      "OpenStack-API-Version",
    ...names(),
    meaning: "Headers that such pages may send, beside the usual; for RPCs, those of their protocols too.",
  },
  corsExposeHeaders: {
    name: "PLACEMENTD_CORS_EXPOSE_HEADERS",
    default: "X-Auth-Token,X-Openstack-Request-Id,X-Subject-Token,X-Service-Token,OpenStack-API-Version",
    ...names(),
    meaning:
      "Headers of responses that such pages may see, beside the usual; for RPCs, those of their protocols too.",
  },
  corsAllowMethods: {
    name: "PLACEMENTD_CORS_ALLOW_METHODS",
    default: "GET,PUT,POST,DELETE,PATCH",
    ...names(),
    meaning: "Methods that such pages may use.",
  },
  corsMaxAgeSeconds: {
    name: "PLACEMENTD_CORS_MAX_AGE_SECONDS",
    default: "3600",
    unit: "s",
    ...integer(0, 31_536_000),
    meaning: "How long a browser may keep what it was told about that.",
  },
} satisfies Record<string, Setting<unknown>>;

type Settings = typeof settings;

/** Settings that may be absent: those without a default. */
type OptionalName = {
  [K in keyof Settings]: Settings[K] extends { default: string } ? never : K;
}[keyof Settings];

/** What the environment says, parsed. Times are in milliseconds, sizes in bytes. */
export type Config = {
  readonly [K in Exclude<keyof Settings, OptionalName>]: ReturnType<Settings[K]["parse"]>;
} & {
  readonly [K in OptionalName]: ReturnType<Settings[K]["parse"]> | undefined;
};

/** Settings that can't be used: one line for each that is unknown or wrong, so that all are told at once. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`bad settings:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/**
 * The settings that an environment holds. A variable that is set to nothing counts as not set, as compose files
 * leave them.
 *
 * Throws ConfigError for values that don't parse and for names that begin with PLACEMENTD_ but are no settings:
 * a misspelt limit that is silently ignored is no limit.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems = unknownNames(env);
  const entries = Object.entries<Setting<unknown>>(settings).map(([key, setting]) => {
    const text = env[setting.name] || setting.default;
    return [key, text === undefined ? undefined : parseOne(setting, text, problems)] as const;
  });
  const config = Object.fromEntries(entries) as Config;
  if ((config.tlsCertFile === undefined) !== (config.tlsKeyFile === undefined)) {
    problems.push(`${settings.tlsCertFile.name} and ${settings.tlsKeyFile.name} go together`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** The table of all settings in Markdown, for the README. */
export function settingsTable(): string {
  const rows = Object.values<Setting<unknown>>(settings).map((setting) => {
    const unit = setting.unit === undefined || setting.default === undefined ? "" : ` ${setting.unit}`;
    const value = setting.default === undefined ? "none" : `\`${setting.default}\`${unit}`;
    return `| \`${setting.name}\` | ${value} | ${setting.bounds ?? ""} | ${setting.meaning} |`;
  });
  return ["| name | default | bounds | meaning |", "|---|---|---|---|", ...rows].join("\n");
}

function unknownNames(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set(Object.values<Setting<unknown>>(settings).map((setting) => setting.name));
  return Object.keys(env)
    .filter((name) => name.startsWith("PLACEMENTD_") && !known.has(name))
    .map((name) => `${name} is not a setting`);
}

function parseOne(setting: Setting<unknown>, text: string, problems: string[]): unknown {
  try {
    return setting.parse(text);
  } catch (error) {
    const told = setting.secret === true ? "" : `, not ${JSON.stringify(text)}`;
    problems.push(`${setting.name} must be ${(error as Error).message}${told}`);
    return undefined;
  }
}

function integer(min: number, max: number) {
  return {
    bounds: `${min} to ${max}`,
    parse(text: string): number {
      const value = Number(text);
      if (!/^\d+$/.test(text) || value < min || value > max)
        throw new Error(`a whole number from ${min} to ${max}`);
      return value;
    },
  };
}

function boolean() {
  return {
    bounds: "`true`, `false`",
    parse(text: string): boolean {
      const word = text.toLowerCase();
      if (word !== "true" && word !== "false") throw new Error("true or false");
      return word === "true";
    },
  };
}

/** Names of HTTP's headers and methods are tokens (RFC 9110, 5.6.2). */
function names() {
  return {
    bounds: "names, comma-separated",
    parse(text: string): readonly string[] {
      const list = text.split(",").map((name) => name.trim());
      if (!list.every((name) => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name))) {
        throw new Error("names separated by commas");
      }
      return list;
    },
  };
}

function choice<T extends string>(...choices: readonly T[]) {
  return {
    bounds: choices.map((one) => `\`${one}\``).join(", "),
    parse(text: string): T {
      const found = choices.find((one) => one === text);
      if (found === undefined) throw new Error(`one of ${choices.join(", ")}`);
      return found;
    },
  };
}

function identifier() {
  return {
    bounds: "1 to 255 characters",
    parse(text: string): string {
      if (text.length > 255) throw new Error("at most 255 characters");
      return text;
    },
  };
}

function parseListenAddress(text: string): ListenAddress {
  const [, v6, name, digits] = /^(?:\[([0-9a-fA-F:.%]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = v6 ?? name;
  const port = Number(digits);
  if (host === undefined || !(port <= 65535))
    throw new Error("host:port or [ipv6]:port with a port up to 65535");
  return { host, port };
}

function parseDatabaseUrl(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : "";
  if (protocol !== "postgresql:" && protocol !== "postgres:") throw new Error("a postgresql:// URL");
  return text;
}

function parseOrigins(text: string): readonly string[] {
  const origins = text.split(",").map((origin) => origin.trim());
  // Browsers send origins in just this form: with a slash at the end, none would ever match.
  if (!origins.every((origin) => /^(?:\*|[a-z][a-z0-9+.-]*:\/\/[!-.0->A-~]+)$/.test(origin))) {
    throw new Error("scheme://host[:port] without a slash at the end, or *");
  }
  return origins;
}

function parseMountPrefix(text: string): string {
  if (!/^(\/[\w.~-]+)+$/.test(text)) throw new Error("a path like /placement, without a slash at the end");
  return text;
}

function parseNetworks(text: string): readonly string[] {
  return text.split(",").map((part) => {
    const network = part.trim();
    const [address = "", bits, more] = network.split("/");
    const family = isIP(address);
    const bitsMax = family === 6 ? 128 : 32;
    const bitsGood = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= bitsMax);
    if (family === 0 || !bitsGood || more !== undefined) {
      throw new Error("a comma-separated list of addresses and networks like 10.0.0.0/8");
    }
    return network;
  });
}
