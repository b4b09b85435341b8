import { randomUUID } from 'node:crypto';
import fastifyStatic from '@fastify/static';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../auth/bearer';
import type { TokenList } from '../auth/token-list';
import type { Logger } from '../logs/logger';
import type { Metrics } from '../metrics/metrics';
import { sendProblem } from '../problems/problem.filter';

/** A whole request must be here after this time: uploads over slow lines fit in, clients that only hold on do not. */
const REQUEST_TIMEOUT_MS = 300_000;
const BODY_LIMIT_BYTES = 1024 * 1024;

/** Nest's Fastify adapter with our limits, request ids, and this library's own @fastify/static. */
class ChargebusAdapter extends FastifyAdapter {
  // Nest requires @fastify/static from its own folder, where npm workspaces need not have put it.
  override useStaticAssets(options: Parameters<FastifyAdapter['useStaticAssets']>[0]) {
    return this.register(fastifyStatic as Parameters<FastifyAdapter['register']>[0], options);
  }
}

export function createAdapter(tokens: TokenList, logger: Logger, metrics: Metrics): FastifyAdapter {
  const adapter = new ChargebusAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    requestIdHeader: 'x-request-id',
    genReqId: () => randomUUID(),
    // A station id of 48 characters may take 576 once percent-encoded.
    routerOptions: { maxParamLength: 1_000, ignoreTrailingSlash: true },
    frameworkErrors: (error: Error, request: unknown, reply: unknown) =>
      sendProblem(error, request as FastifyRequest, reply as FastifyReply, logger),
  });
  allowLargerBodies(adapter);
  readJsonLeniently(adapter);
  observeRequests(adapter, logger, metrics);
  refuseStrangers(adapter, tokens, logger);
  return adapter;
}

/** A route that takes more than others says so: `@RouteConfig({ bodyLimitBytes })`, whatever the body's type. */
function allowLargerBodies(adapter: FastifyAdapter): void {
  adapter.getInstance().addHook('onRoute', (route) => {
    const { bodyLimitBytes } = (route.config ?? {}) as { bodyLimitBytes?: number };
    if (bodyLimitBytes !== undefined) route.bodyLimit = bodyLimitBytes;
  });
}

/** Many clients send `Content-Type: application/json` with every call, also with those that have no body. */
function readJsonLeniently(adapter: FastifyAdapter): void {
  const fastify = adapter.getInstance();
  const readJson = fastify.getDefaultJsonParser('error', 'error');
  adapter.useBodyParser('application/json', false, { bodyLimit: BODY_LIMIT_BYTES }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else void readJson(request as never, body.toString('utf8') as never, done as never);
  });
}

/**
 * Nest's guards look after the body is read. A stranger's body is not worth reading: a call with one is refused before. Routes that
 * take a body are never `@Public()`, but for those outside the API's prefix.
 */
function refuseStrangers(adapter: FastifyAdapter, tokens: TokenList, logger: Logger): void {
  adapter.getInstance().addHook('onRequest', (request, reply, done) => {
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
    const hasBody = length !== '0' || encoding !== undefined;
    if (!hasBody || !request.url.startsWith('/api/v1/')) return done();
    try {
      callerOf(request, tokens);
    } catch (refusal) {
      // What it goes on sending is not waited for.
      void reply.header('connection', 'close');
      return sendProblem(refusal, request, reply, logger);
    }
    done();
  });
}

function observeRequests(adapter: FastifyAdapter, logger: Logger, metrics: Metrics): void {
  const seconds = metrics.histogram('chargebus_http_request_duration_seconds', 'Time taken to answer API calls.', [
    'method',
    'route',
    'status',
  ]);
  const fastify = adapter.getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    // The template (`/api/v1/stations/:id`), never the path: a label a station would grow without bounds.
    const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
    seconds.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
    const ms = Math.round(reply.elapsedTime);
    logger.debug({ requestId: request.id, method: request.method, route, status: reply.statusCode, ms }, 'answered');
    done();
  });
}
