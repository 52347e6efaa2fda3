import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.map': 'application/json; charset=utf-8',
};

const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The page would start a dispatcher of its own; served by one, it is told to use that. */
const DISPATCHER_IN_PAGE = 'content="page"';

/** Serves a file below `root`; unknown paths without an extension get the page itself. False: there is nothing to serve. */
export const serveFile = (root: string, path: string, response: ServerResponse): boolean => {
  const clean = normalize(decodeURIComponent(path)).replace(/^([/\\])+/, '');
  const file = join(root, clean === '' || clean === '.' ? 'index.html' : clean);
  if (!file.startsWith(root + sep)) return false;
  const found =
    existsSync(file) && statSync(file).isFile() ? file : extname(clean) === '' ? join(root, 'index.html') : undefined;
  if (found === undefined || !existsSync(found)) return false;
  const isPage = found.endsWith('.html');
  response.writeHead(200, {
    'content-type': TYPES[extname(found)] ?? 'application/octet-stream',
    'cache-control': isPage ? 'no-cache' : 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    ...(isPage ? { 'content-security-policy': POLICY, 'referrer-policy': 'no-referrer' } : {}),
  });
  if (isPage) response.end(readFileSync(found, 'utf8').replace(DISPATCHER_IN_PAGE, 'content="server"'));
  else createReadStream(found).pipe(response);
  return true;
};
