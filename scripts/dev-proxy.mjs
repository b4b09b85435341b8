#!/usr/bin/env node
// Puts the paths of separately running services on one port, for development and tests; in production an ingress does this.
//
//   node scripts/dev-proxy.mjs [--host 127.0.0.1] [--port 8080] [--registry URL,URL] [--sessions URL] [--billing URL] [--firmware URL]
//
// Several URLs of a service are its replicas: they take turns, and one that refuses connections is passed over.
import { createServer, request as httpRequest } from 'node:http';
import { parseArgs } from 'node:util';

/** The first part of a path below /api/v1, and whose it is. */
const ROUTES = {
  stations: 'registry',
  'station-templates': 'registry',
  imports: 'registry',
  'bulk-commands': 'registry',
  'configuration-profiles': 'registry',
  locations: 'registry',
  tenant: 'registry',
  uptime: 'registry',
  afir: 'registry',
  'security-events': 'registry',
  tokens: 'sessions',
  sessions: 'sessions',
  'orphan-reports': 'sessions',
  events: 'sessions',
  tariffs: 'billing',
  bills: 'billing',
  'station-costs': 'billing',
  customers: 'billing',
  seller: 'billing',
  invoices: 'billing',
  statements: 'billing',
  webhooks: 'billing',
  firmware: 'firmware',
};
/** Between two connections these are agreed anew (RFC 9110 7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
/** Nothing was sent to a replica that failed this way, so the next one may be asked. */
const NOT_REACHED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'];
/** Longer than any call waits (`?waitS=`). */
const ANSWER_TIMEOUT_MS = 120_000;
const READY_TIMEOUT_MS = 3_000;

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '8080' },
    registry: { type: 'string', default: 'http://127.0.0.1:8081' },
    sessions: { type: 'string', default: 'http://127.0.0.1:8082' },
    billing: { type: 'string', default: 'http://127.0.0.1:8083' },
    firmware: { type: 'string', default: 'http://127.0.0.1:8084' },
  },
});
const replicas = Object.fromEntries(
  [...new Set(Object.values(ROUTES))].map((service) => [
    service,
    values[service].split(',').map((url) => new URL(url.trim())),
  ]),
);
const turns = {};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://proxy');
  if (pathname === '/health/live') return json(response, 200, { status: 'live' });
  if (pathname === '/health/ready') return void tellReadiness(response);
  const [, first] = /^\/api\/v1\/([^/]+)/.exec(pathname) ?? [];
  // Where stations fetch firmware, outside the API.
  if (pathname.startsWith('/firmware/files/')) return forward(request, response, 'firmware', inTurn('firmware'));
  const service = Object.hasOwn(ROUTES, first ?? '') ? ROUTES[first] : undefined;
  if (!service) {
    const paths = Object.keys(ROUTES).map((path) => `/api/v1/${path}`);
    return problem(response, 404, 'Not Found', `No service has this path. There are ${paths.join(', ')}.`);
  }
  forward(request, response, service, inTurn(service));
});
server.listen(Number(values.port), values.host, () => {
  console.log(`dev proxy on http://${values.host}:${server.address().port}`);
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => process.exit(0), 1_000).unref();
  });
}

/** The replicas of a service, beginning with another one each time. */
function inTurn(service) {
  const urls = replicas[service];
  const first = (turns[service] = ((turns[service] ?? -1) + 1) % urls.length);
  return [...urls.slice(first), ...urls.slice(0, first)];
}

function forward(request, response, service, [target, ...others]) {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
  const upstream = httpRequest({
    hostname: target.hostname,
    port: target.port || 80,
    method: request.method,
    path: request.url,
    headers: { ...headers, 'x-forwarded-for': request.socket.remoteAddress },
    agent: false,
  });
  let reached = false;
  const timer = setTimeout(() => upstream.destroy(new Error('no answer in time')), ANSWER_TIMEOUT_MS);
  upstream.once('socket', (socket) => {
    socket.once('connect', () => {
      reached = true;
      // Not before: a body that is on its way could not be sent to another replica.
      request.pipe(upstream);
    });
  });
  upstream.once('response', (answer) => {
    clearTimeout(timer);
    const kept = Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.includes(name));
    response.writeHead(answer.statusCode, Object.fromEntries(kept));
    answer.pipe(response);
    answer.once('error', () => response.destroy());
    answer.once('aborted', () => response.destroy());
  });
  upstream.once('error', (error) => {
    clearTimeout(timer);
    if (response.headersSent || response.destroyed) return response.destroy();
    const unreached = !reached && NOT_REACHED.includes(error.code ?? error.errors?.[0]?.code);
    if (unreached && others.length > 0) return forward(request, response, service, others);
    const detail = `${service} at ${target.host}: ${error.message || error.code}`;
    if (unreached) return problem(response, 503, 'Service Unavailable', detail, { 'retry-after': '2' });
    // It may have done what it was asked and died before it could say so.
    problem(response, 502, 'Bad Gateway', detail);
  });
  response.once('close', () => upstream.destroy());
}

/** Ready when every service has a replica that is. */
async function tellReadiness(response) {
  const checks = await Promise.all(
    Object.entries(replicas).map(async ([name, urls]) => {
      const ready = await Promise.all(urls.map(isReady));
      return { name, state: ready.includes(true) ? 'up' : 'down' };
    }),
  );
  const ready = checks.every(({ state }) => state === 'up');
  json(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not-ready', checks });
}

async function isReady(url) {
  try {
    const answer = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(READY_TIMEOUT_MS) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

function problem(response, status, title, detail, headers = {}) {
  json(response, status, { type: 'about:blank', title, status, detail }, 'application/problem+json', headers);
}

function json(response, status, body, type = 'application/json', headers = {}) {
  response.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body));
}
