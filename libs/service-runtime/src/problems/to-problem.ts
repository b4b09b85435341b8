import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { isOutage } from '@chargebus/database';
import { AskFailed, isNatsAway } from '@chargebus/messaging';
import { ZodSerializationException, ZodValidationException } from 'nestjs-zod';
import { ZodError } from 'zod';
import { toFieldFaults } from './field-faults';
import { badRequest, Problem, unavailable } from './problem';

/** Whatever was thrown while a call was answered, as the problem that the caller is told. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ZodValidationException) return invalid(error);
  if (error instanceof HttpException && !(error instanceof ZodSerializationException)) {
    return titled(error.getStatus(), detailOf(error), error);
  }
  const fromMessaging = messagingProblem(error);
  if (fromMessaging !== undefined) return fromMessaging;
  const fromFastify = fastifyProblem(error);
  if (fromFastify !== undefined) return fromFastify;
  if (isOutage(error)) return unavailable('The database is away; try again shortly.', 5, error);
  if (isUnstorable(error)) return titled(400, 'A value in this call has a form that cannot be stored.', error);
  return internal(error);
}

function invalid(error: ZodValidationException): Problem {
  const cause = error.getZodError();
  return cause instanceof ZodError ? badRequest(toFieldFaults(cause.issues)) : titled(400, error.message, error);
}

/** NATS away, or nobody there to answer a question: the caller may try again. */
function messagingProblem(error: unknown): Problem | undefined {
  if (isNatsAway(error)) return unavailable('The message bus is away; try again shortly.', 5, error);
  if (!(error instanceof AskFailed) || !AWAY.has(error.reason)) return undefined;
  return unavailable('A service that this call needs does not answer; try again shortly.', 5, error);
}
const AWAY: ReadonlySet<string> = new Set<AskFailed['reason']>(['no-responders', 'timeout', 'disconnected']);

/** Fastify's own refusals (not JSON, too large, unknown media type, bad URL) carry their status and a code FST_... */
function fastifyProblem(error: unknown): Problem | undefined {
  const { statusCode, code, name, message } = fieldsOf(error);
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return undefined;
  if (name !== 'SyntaxError' && !String(code).startsWith('FST_')) return undefined;
  return titled(statusCode, String(message), error);
}

/**
 * PostgreSQL's invalid_text_representation (an id that is no UUID), untranslatable_character (a NUL in a text) and
 * numeric_value_out_of_range: a check of the input was forgotten, yet it is the caller's value and not our failure.
 */
function isUnstorable(error: unknown): boolean {
  const { driverError, code } = fieldsOf(error);
  return ['22P02', '22021', '22P05', '22003'].includes(String(fieldsOf(driverError)['code'] ?? code));
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function titled(status: number, detail: string | undefined, cause: unknown): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  return new Problem(status, title, { cause, ...(detail === undefined || detail === title ? {} : { detail }) });
}

function internal(cause: unknown): Problem {
  return titled(500, 'This is a fault of ours; the log tells more under the request id.', cause);
}

function detailOf(error: HttpException): string {
  const response = error.getResponse();
  const message = typeof response === 'string' ? response : (response as { message?: unknown }).message;
  return Array.isArray(message) ? message.join('; ') : typeof message === 'string' ? message : error.message;
}
