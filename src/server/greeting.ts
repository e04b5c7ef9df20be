/**
 * What a person reads who has just started the server: where it serves, and two requests to paste into another
 * terminal in the project's folder.
 */
export function greeting(at: {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: number;
}): string {
  const host = reachable(at.host);
  const url = `${at.scheme}://${host}:${at.port}`;
  const insecure = at.scheme === "https";
  return `placementd serving on ${at.scheme}://${bracketed(at.host)}:${at.port}

Try, in another terminal:

  curl ${insecure ? "-k " : ""}-H 'x-auth-token: admin' ${url}/resource_providers

  npx buf curl ${insecure ? "--insecure" : "--http2-prior-knowledge"} --protocol grpc -H 'x-auth-token: admin' \\
    -d '{"name": "CUSTOM_EXAMPLE"}' ${url}/placement.v1.ResourceClassService/EnsureResourceClass
`;
}

/** An address that listens everywhere is reached on this machine by its loopback address. */
function reachable(host: string): string {
  return host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : bracketed(host);
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
