import { ArgumentsHost, Catch, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../logs/logger';
import { toProblem } from './to-problem';

/** Answers everything that is thrown, unknown routes and unreadable bodies included, as RFC 9457 problem+json. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.logger);
  }
}

/** The same for what goes wrong before a route is found. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  const problem = toProblem(error);
  const path = request.url.split('?', 1)[0] ?? request.url;
  const fields = { requestId: request.id, method: request.method, path, status: problem.status };
  if (problem.status >= 500 && problem.status !== 503)
    logger.error({ ...fields, err: problem.cause ?? error }, problem.message);
  else if (problem.status === 503) logger.warn({ ...fields, cause: String(problem.cause ?? error) }, problem.message);
  else logger.debug(fields, problem.message);
  if (reply.sent || reply.raw.headersSent) {
    // A stream that broke off: the status is gone out already, only the connection can still tell.
    reply.raw.destroy();
    return;
  }
  void reply
    .code(problem.status)
    .headers(problem.headers)
    .header('content-type', 'application/problem+json')
    // As bytes, or Fastify adds a charset, which this media type does not have.
    .send(Buffer.from(JSON.stringify(problem.body(path))));
}
