import type { CommandRequest } from '@chargebus/contracts';
import { v16 } from '@chargebus/ocpp-dialects';
import type { Outcome } from '@chargebus/ocpp-rpc';
import { executeCommand } from './execute-command';

const request = (command: CommandRequest['command']): CommandRequest => ({
  commandId: 'c1',
  tenantId: 'default',
  stationId: 'CP-1',
  timeoutMs: 1_000,
  command,
});
const reset = request({ type: 'reset', when: 'now' });
const answering = (outcome: Outcome) => (): Promise<Outcome> => Promise.resolve(outcome);

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
    expect(await executeCommand(reset, v16, answering(outcome))).toMatchObject({ commandId: 'c1', status });
  });

  it('sends nothing for a raw call that breaks the schema, and says what is wrong', async () => {
    const call = jest.fn<Promise<Outcome>, []>();
    const raw = request({ type: 'ocpp', action: 'Reset', payload: { type: 'Lukewarm' } });
    const outcome = await executeCommand(raw, v16, call);
    expect(outcome).toMatchObject({ status: 'invalid', error: { code: 'PropertyConstraintViolation' } });
    expect(call).not.toHaveBeenCalled();
  });

  it('says that the version lacks a command', async () => {
    const variables = request({ type: 'get-variables', variables: [{ component: 'EVSE', variable: 'Power' }] });
    const outcome = await executeCommand(variables, v16, answering({ kind: 'timeout' }));
    expect(outcome.status).toBe('unsupported');
  });
});
