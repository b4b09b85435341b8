import { AskFailed, NatsUnavailable } from '@chargebus/messaging';
import { HttpException, NotFoundException } from '@nestjs/common';
import { ZodValidationException } from 'nestjs-zod';
import { z } from 'zod';
import { toFieldFaults } from './field-faults';
import { conflict, notFound, unavailable } from './problem';
import { toProblem } from './to-problem';

const tariff = z.strictObject({
  name: z.string().min(1),
  elements: z.array(z.strictObject({ price: z.string(), type: z.enum(['ENERGY', 'TIME']) })).min(1),
  where: z
    .union([z.strictObject({ locationId: z.string() }), z.strictObject({ default: z.literal(true), note: z.string() })])
    .optional(),
});
const faultsOf = (input: unknown) => toFieldFaults(tariff.safeParse(input).error?.issues ?? []);
const coded = (code: string) => Object.assign(new Error('boom'), { code });

describe('toFieldFaults', () => {
  it('names a missing field and a nested one by their paths', () => {
    expect(faultsOf({ elements: [{ price: 3, type: 'ENERGY' }] })).toEqual([
      { path: 'name', message: 'is required' },
      { path: 'elements.0.price', message: 'Invalid input: expected string, received number' },
    ]);
  });

  it('names each unknown field', () => {
    expect(faultsOf({ name: 'x', elements: [{ price: '1', type: 'TIME', vat: 1 }], foo: 1, bar: 2 })).toEqual([
      { path: 'elements.0.vat', message: 'is not a known field' },
      { path: 'foo', message: 'is not a known field' },
      { path: 'bar', message: 'is not a known field' },
    ]);
  });

  it('names the field inside the branch of a union that was meant most likely', () => {
    const input = { name: 'x', elements: [{ price: '1', type: 'TIME' }], where: { locationId: 7 } };
    expect(faultsOf(input)).toEqual([
      { path: 'where.locationId', message: 'Invalid input: expected string, received number' },
    ]);
  });

  it('names the discriminator of which no member knows the value', () => {
    const command = z.discriminatedUnion('type', [z.strictObject({ type: z.literal('reset') })]);
    const faults = toFieldFaults(command.safeParse({ type: 'dance' }).error?.issues ?? []);
    expect(faults.map(({ path }) => path)).toEqual(['type']);
  });
});

describe('toProblem', () => {
  it('keeps a problem as it is', () => {
    expect(toProblem(conflict('already-ended')).body('/api/v1/x')).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      instance: '/api/v1/x',
      reason: 'already-ended',
    });
    expect(toProblem(notFound('station', 'CP1')).body()).toMatchObject({ status: 404, reason: 'unknown-station' });
    expect(unavailable('x', 7).headers).toEqual({ 'retry-after': '7' });
  });

  it('answers what zod refuses with 400 and the fields', () => {
    const error = new ZodValidationException(tariff.safeParse({}).error);
    expect(toProblem(error).body()).toMatchObject({
      status: 400,
      title: 'Bad Request',
      errors: [
        { path: 'name', message: 'is required' },
        { path: 'elements', message: 'is required' },
      ],
    });
  });

  it("keeps the status and text of Nest's own exceptions", () => {
    expect(toProblem(new NotFoundException('Cannot GET /nowhere')).body()).toMatchObject({
      status: 404,
      title: 'Not Found',
      detail: 'Cannot GET /nowhere',
    });
    expect(toProblem(new HttpException({ message: ['a', 'b'] }, 418)).detail).toBe('a; b');
  });

  it('answers 503 with Retry-After when PostgreSQL is away', () => {
    for (const code of ['ECONNREFUSED', '57P01', '08006']) {
      expect(toProblem(coded(code))).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    }
  });

  it('answers 503 when NATS, or the service asked, is away', () => {
    for (const error of [new NatsUnavailable('x'), new AskFailed('no-responders', 'ask.registry.boot')]) {
      expect(toProblem(error)).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    }
    expect(toProblem(new AskFailed('bad-reply', 'ask.registry.boot')).status).toBe(500);
  });

  it('answers 400 when PostgreSQL cannot store a value, e.g. an id that is no UUID', () => {
    expect(toProblem(Object.assign(new Error('x'), { driverError: coded('22P02') })).status).toBe(400);
  });

  it('tells nothing about faults of ours', () => {
    const problem = toProblem(new TypeError('cannot read secret of undefined'));
    expect(problem.status).toBe(500);
    expect(JSON.stringify(problem.body())).not.toContain('secret');
    expect(toProblem('a thrown text').status).toBe(500);
    expect(toProblem(coded('42703')).status).toBe(500);
  });
});
