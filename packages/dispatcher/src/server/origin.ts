import type { IncomingMessage } from 'node:http';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

const hostName = (authority: string): string => authority.replace(/:\d+$/, '');

/**
 * Whether a request may change anything: its Host is a loopback name (no DNS rebinding), and its Origin, when a browser sends one, is this very
 * server. Programs without an Origin are local by the listening address.
 */
export const isOwnOrigin = (request: IncomingMessage): boolean => {
  const host = request.headers.host ?? '';
  if (!LOOPBACK.has(hostName(host))) return false;
  const { origin } = request.headers;
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
};
