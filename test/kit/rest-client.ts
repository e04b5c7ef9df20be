/** A REST answer, read to its end. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON, or as a text where it is none; undefined where it is empty. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came.
  readonly body: any;
}

/** Sends one REST request as Placement's clients do, at the newest microversion unless told otherwise. */
export async function rest(
  url: string,
  request: string,
  options: { body?: unknown; version?: string; headers?: Record<string, string>; anonymous?: true } = {},
): Promise<RestAnswer> {
  const [method = "", path = ""] = request.split(" ");
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(options.anonymous === true ? {} : { "x-auth-token": "admin" }),
      "openstack-api-version": `placement ${options.version ?? "1.39"}`,
      ...(options.body === undefined ? {} : { "content-type": "application/json" }),
      ...options.headers,
    },
    ...(options.body === undefined
      ? {}
      : { body: typeof options.body === "string" ? options.body : JSON.stringify(options.body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : isText(response) ? text : JSON.parse(text),
  };
}

/** Whether an answer says that its body is for people. */
function isText({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("text/") === true;
}
