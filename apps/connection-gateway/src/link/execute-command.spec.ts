import type { CommandRequest } from '@chargebus/contracts';
import { v16 } from '@chargebus/ocpp-dialects';
import type { Outcome } from '@chargebus/ocpp-rpc';
import { executeCommand, type CommandSite } from './execute-command';
import { decideCall } from './may-call';

const request = (command: CommandRequest['command']): CommandRequest => ({
  commandId: 'c1',
  tenantId: 'default',
  stationId: 'CP-1',
  timeoutMs: 1_000,
  command,
});
const reset = request({ type: 'reset', when: 'now' });
const site = (call: CommandSite['call'], more: Partial<CommandSite> = {}): CommandSite => ({
  dialect: v16,
  evseMap: undefined,
  mayCall: () => undefined,
  call,
  count: () => undefined,
  disconnect: () => undefined,
  ...more,
});
const answering = (outcome: Outcome): CommandSite => site(() => Promise.resolve(outcome));

describe('executeCommand', () => {
  it.each<[Outcome, string]>([
    [{ kind: 'result', payload: { status: 'Accepted' } }, 'accepted'],
    [{ kind: 'result', payload: { status: 'Rejected' } }, 'rejected'],
    [{ kind: 'error', code: 'NotImplemented', description: '', details: {} }, 'unsupported'],
    [{ kind: 'error', code: 'NotSupported', description: '', details: {} }, 'unsupported'],
    [{ kind: 'error', code: 'InternalError', description: 'busy', details: {} }, 'failed'],
    [{ kind: 'timeout' }, 'timeout'],
    [{ kind: 'dropped' }, 'unknown-outcome'],
    [{ kind: 'never-sent', reason: 'closed' }, 'offline'],
    [{ kind: 'never-sent', reason: 'waited-too-long' }, 'timeout'],
  ])('tells %j as it is', async (outcome, status) => {
    expect(await executeCommand(reset, answering(outcome))).toMatchObject({ commandId: 'c1', status });
  });

  it('sends nothing for a raw call that breaks the schema, and says what is wrong', async () => {
    const call = jest.fn<Promise<Outcome>, []>();
    const raw = request({ type: 'ocpp', action: 'Reset', payload: { type: 'Lukewarm' } });
    const outcome = await executeCommand(raw, site(call));
    expect(outcome).toMatchObject({ status: 'invalid', error: { code: 'PropertyConstraintViolation' } });
    expect(call).not.toHaveBeenCalled();
  });

  it('tells what an answer meant, repaired, and counts what was repaired', async () => {
    const counted: string[] = [];
    const configurationKey = { key: 'HeartbeatInterval', readonly: 'false', value: 300, colour: 'red' };
    const payload = { configurationKey, unknownKey: null };
    const answered = site(() => Promise.resolve<Outcome>({ kind: 'result', payload }), {
      count: (remark) => void counted.push(remark),
    });
    expect(await executeCommand(request({ type: 'get-configuration' }), answered)).toEqual({
      commandId: 'c1',
      status: 'accepted',
      response: { configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }] },
    });
    const remarks = ['flag-as-text', 'list-as-object', 'null-property', 'text-as-number', 'unknown-property'];
    expect(counted.sort()).toEqual(remarks);
  });

  it('tells an answer that no repair helps as it came, with what is wrong', async () => {
    const payload = { configurationKey: 'all of them', unknownKey: [1] };
    const outcome = await executeCommand(
      request({ type: 'get-configuration' }),
      answering({ kind: 'result', payload }),
    );
    expect(outcome).toMatchObject({ response: payload, error: { code: 'TypeConstraintViolation' } });
  });

  it('calls a 1.6 station for each connector of an EVSE, and tells each answer; one that is silent ends it', async () => {
    const evseMap = { 1: { evse: 1, connector: 1 }, 2: { evse: 1, connector: 2 } };
    const outOfUse = request({ type: 'set-availability', operative: false, evseId: 1 });
    const run = (first: Outcome) => {
      const outcomes: Outcome[] = [first, { kind: 'result', payload: { status: 'Accepted' } }];
      return executeCommand(
        outOfUse,
        site(() => Promise.resolve(outcomes.shift() as Outcome), { evseMap }),
      );
    };
    expect(await run({ kind: 'result', payload: { status: 'Scheduled' } })).toEqual({
      commandId: 'c1',
      status: 'scheduled',
      response: {
        answers: [
          { connectorId: 1, status: 'scheduled', response: { status: 'Scheduled' } },
          { connectorId: 2, status: 'accepted', response: { status: 'Accepted' } },
        ],
      },
    });
    expect(await run({ kind: 'timeout' })).toMatchObject({
      status: 'timeout',
      response: { answers: [{ connectorId: 1 }] },
    });
    const elsewhere = request({ type: 'unlock', evseId: 2 });
    expect(
      await executeCommand(
        elsewhere,
        site(() => Promise.reject(new Error('not called')), { evseMap }),
      ),
    ).toEqual({
      commandId: 'c1',
      status: 'unsupported',
      error: { code: 'NotSupported', description: expect.stringContaining('EVSE 2'), details: {} },
    });
  });

  it('says that the version lacks a command', async () => {
    const variables = request({ type: 'get-variables', variables: [{ component: 'EVSE', variable: 'Power' }] });
    const outcome = await executeCommand(variables, answering({ kind: 'timeout' }));
    expect(outcome.status).toBe('unsupported');
  });

  it('ends the link itself, without a call, when it is told to disconnect', async () => {
    const call = jest.fn<Promise<Outcome>, []>();
    const reasons: string[] = [];
    const at = site(call, {
      disconnect: (reason) => void reasons.push(reason),
      mayCall: (action) => decideCall('rejected', action),
    });
    const outcome = await executeCommand(request({ type: 'disconnect', reason: 'station deleted' }), at);
    expect([outcome, reasons]).toEqual([{ commandId: 'c1', status: 'accepted' }, ['station deleted']]);
    expect(call).not.toHaveBeenCalled();
  });

  it.each([
    ['rejected', { type: 'reset', when: 'now' }, 'rejected'],
    ['rejected', { type: 'trigger', message: 'boot' }, 'rejected'],
    [
      'pending',
      { type: 'start-transaction', token: 'T', tokenType: 'central', remoteStartId: 1, evseId: 1 },
      'rejected',
    ],
    ['pending', { type: 'ocpp', action: 'RemoteStopTransaction', payload: { transactionId: 1 } }, 'rejected'],
    ['pending', { type: 'get-configuration' }, 'accepted'],
    ['pending', { type: 'trigger', message: 'status' }, 'accepted'],
    ['accepted', { type: 'reset', when: 'now' }, 'accepted'],
    [undefined, { type: 'trigger', message: 'boot' }, 'accepted'],
  ] as const)('of a station that is %s, %j is %s', async (registration, command, status) => {
    const call = jest.fn(() => Promise.resolve<Outcome>({ kind: 'result', payload: { status: 'Accepted' } }));
    const at = site(call, { mayCall: (action) => decideCall(registration, action) });
    const outcome = await executeCommand(request(command as CommandRequest['command']), at);
    expect(outcome.status).toBe(status);
    expect(call).toHaveBeenCalledTimes(status === 'accepted' ? 1 : 0);
    if (status === 'rejected') expect(outcome.error).toMatchObject({ code: 'NotAccepted' });
  });
});
