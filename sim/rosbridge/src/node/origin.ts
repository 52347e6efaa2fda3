import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

/**
 * True when a handshake may come in: from a program (no Origin), from a page of this machine, or from an allowed origin;
 * and in any case addressed to this machine by name, so that a rebound DNS name does not reach it.
 */
export function isTrustedRequest(headers: IncomingHttpHeaders, allowedOrigins: readonly string[]): boolean {
  const { host, origin } = headers;
  if (host !== undefined && !LOOPBACK.has(hostName(`ws://${host}`))) return false;
  if (origin === undefined) return true;
  return allowedOrigins.includes(origin) || LOOPBACK.has(hostName(origin));
}

function hostName(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
