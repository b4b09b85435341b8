import type { EvseMap, StationCommand, StationCommandOf } from '@chargebus/contracts';
import { v201 } from '../v201';
import { context } from './golden.fixture';
import { v16 } from './index';

/** Connectors 1 and 2 are one EVSE; connector 3 has moved to EVSE 2, and connector 4 keeps EVSE 4. */
const evseMap: EvseMap = {
  1: { evse: 1, connector: 1 },
  2: { evse: 1, connector: 2 },
  3: { evse: 2, connector: 1 },
};
const start: StationCommand = { type: 'start-transaction', token: 'TAG', tokenType: 'central', remoteStartId: 7 };

/** The connector ids that a command calls, in order; undefined is a call without one. */
function called(command: StationCommand): unknown {
  const placed = v16.toOwnNumbers(command, evseMap);
  if ('unsupported' in placed) return placed.unsupported;
  return placed.map((one) => {
    const spelled = v16.toCall(one);
    return spelled.ok ? (spelled.payload as { connectorId?: number }).connectorId : spelled.fault;
  });
}

const limit: StationCommandOf<'set-charging-profile'> = {
  type: 'set-charging-profile',
  evseId: 1,
  profile: {
    id: 1,
    purpose: 'transaction',
    stackLevel: 0,
    kind: 'relative',
    schedule: { unit: 'A', periods: [{ startS: 0, limit: 0 }] },
  },
};

describe('a 1.6 station whose connectors have an evseMap', () => {
  it.each<[string, StationCommand, unknown]>([
    ['a start names the EVSE’s first connector', { ...start, evseId: 1 }, [1]],
    ['a start may name the connector', { ...start, evseId: 1, connectorId: 2 }, [2]],
    ['a start may leave all to the station', start, [undefined]],
    ['unlocking names the EVSE’s first connector', { type: 'unlock', evseId: 1 }, [1]],
    ['unlocking may name the connector', { type: 'unlock', evseId: 1, connectorId: 2 }, [2]],
    ['a moved connector is found under its EVSE', { type: 'unlock', evseId: 2 }, [3]],
    ['a connector the map leaves out is where it was', { type: 'unlock', evseId: 4 }, [4]],
    ['availability is of all connectors', { type: 'set-availability', operative: false, evseId: 1 }, [1, 2]],
    ['availability of the station is one call', { type: 'set-availability', operative: false }, [0]],
    ['states are asked of all connectors', { type: 'trigger', message: 'status', evseId: 1 }, [1, 2]],
    ['a state may be asked of one', { type: 'trigger', message: 'status', evseId: 1, connectorId: 2 }, [2]],
    ['a profile goes to where its session is', { ...limit, connectorId: 2 }, [2]],
    ['profiles are cleared at all connectors', { type: 'clear-charging-profile', evseId: 1 }, [1, 2]],
    ['a raw call is in its numbers', { type: 'ocpp', action: 'UnlockConnector', payload: { connectorId: 3 } }, [3]],
    ['there is no EVSE 3 any more', { type: 'unlock', evseId: 3 }, expect.stringMatching(/EVSE 3: see its evseMap/)],
    [
      'nor a third connector of EVSE 1',
      { type: 'unlock', evseId: 1, connectorId: 3 },
      expect.stringMatching(/connector 3 of EVSE 1/),
    ],
  ])('%s', (_title, command, connectors) => {
    expect(called(command)).toEqual(connectors);
  });

  it('reports states, starts and readings from where its connectors are', () => {
    const mapped = { ...context, evseMap };
    const reported = (action: string, connectorId: number): unknown => {
      const payload = {
        connectorId,
        errorCode: 'NoError',
        status: 'Available',
        meterValue: [],
        idTag: 'TAG',
        meterStart: 0,
      };
      const row = v16.incoming(action);
      if (typeof row === 'string') throw new Error(action);
      const { events = [] } = row.toReport?.(payload, mapped, {}) ?? {};
      const { evse, connector } = events[0]?.data as { evse: number; connector?: number };
      return [evse, connector];
    };
    for (const action of ['StatusNotification', 'StartTransaction', 'MeterValues']) {
      expect([0, 1, 2, 3, 4].map((connectorId) => reported(action, connectorId))).toEqual([
        [0, undefined],
        [1, 1],
        [1, 2],
        [2, 1],
        [4, 1],
      ]);
    }
  });

  it('keeps the fingerprint of a start when its map changes: a repeat finds the first', () => {
    const row = v16.incoming('StartTransaction');
    if (typeof row === 'string') throw new Error(row);
    const payload = { connectorId: 2, idTag: 'TAG', meterStart: 0, timestamp: '2026-01-01T00:00:00Z' };
    const ids = [undefined, evseMap].map((map) => row.toReport?.(payload, { ...context, evseMap: map }, {}).messageId);
    expect(ids[0]).toBe(ids[1]);
  });
});

it('leaves 2.x stations alone: their EVSEs are their own', () => {
  const command: StationCommand = { type: 'unlock', evseId: 3 };
  expect(v201.toOwnNumbers(command, evseMap)).toEqual([command]);
});
