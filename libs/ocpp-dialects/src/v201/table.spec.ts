import { stationCommand } from '@chargebus/contracts';
import { Action } from 'typed-ocpp/dist/ocpp20/utils.js';
import { toCommandResult } from '../command-results';
import { dialects } from '../index';
import type { JsonSchema } from '../json';
import type { CsmsAction, StationAction } from './actions';
import { commands, incoming, outgoing, v201 } from './index';
import { v201Schemas } from './schemas';

const ACTIONS = Object.values(Action);

describe('the table of 2.0.1', () => {
  it('has every action of the version, in each direction it goes, and no other', () => {
    const actions = new Set([...Object.keys(incoming), ...Object.keys(outgoing)]);
    expect([...actions].sort()).toEqual([...ACTIONS].sort());
    expect(actions.size).toBe(64);
    expect(Object.keys(incoming)).toHaveLength(25);
    expect(Object.keys(outgoing)).toHaveLength(39 + 1);
    expect(Object.keys(incoming).filter((action) => Object.hasOwn(outgoing, action))).toEqual(['DataTransfer']);
  });

  it('does not compile without one of them', () => {
    const { TransactionEvent: _event, ...deaf } = incoming;
    const { GetVariables: _get, ...dumb } = outgoing;
    // @ts-expect-error TransactionEvent is missing
    deaf satisfies Record<StationAction, unknown>;
    // @ts-expect-error GetVariables is missing
    dumb satisfies Record<CsmsAction, unknown>;
    expect([Object.keys(deaf).length, Object.keys(dumb).length]).toEqual([24, 39]);
  });

  it('knows which neutral command each action is spelled for, and spells every command but those of configuration keys', () => {
    const spelled = new Set(Object.values(outgoing).filter((command) => command !== 'raw'));
    const spoken = Object.keys(commands).filter((type) => !type.endsWith('-configuration'));
    expect([...spelled].sort()).toEqual(spoken.sort());
    const types = stationCommand.options.map(({ shape }) => shape.type.value);
    expect([...Object.keys(commands), 'ocpp'].sort()).toEqual(types.sort());
  });

  it('tells what it does not do from what does not exist', () => {
    expect(v201.incoming('RequestStartTransaction')).toBe('not-supported');
    expect(v201.incoming('StartTransaction')).toBe('not-implemented');
    expect(v201.incoming('BatterySwap')).toBe('not-implemented');
    expect(v201.incoming('constructor')).toBe('not-implemented');
    expect(dialects.map(({ subprotocol }) => subprotocol)).toContain('ocpp2.0.1');
  });
});

describe('the schemas of 2.0.1, so that an update of their package is noticed', () => {
  it('has both schemas of each action, and they compile', () => {
    for (const action of ACTIONS) {
      for (const name of [`${action}Request`, `${action}Response`]) {
        expect(v201Schemas.faults(name, { 'no such member': 1 })).toContainEqual(
          expect.objectContaining({ keyword: 'additionalProperties' }),
        );
      }
    }
  });

  it('TC_P_03_CSMS takes customData in every message, with whatever is in it', () => {
    const customData = { vendorId: 'com.example', deep: { list: [1, null, 'x'] }, nothing: null };
    for (const action of ACTIONS) {
      for (const name of [`${action}Request`, `${action}Response`]) {
        const faults = v201Schemas.faults(name, { customData });
        expect([name, faults.filter(({ path }) => path.startsWith('/customData'))]).toEqual([name, []]);
      }
    }
  });

  const required = (name: string): string[] =>
    v201Schemas
      .faults(name, {})
      .flatMap(({ keyword, path }) => (keyword === 'required' ? [path.slice(1)] : []))
      .sort();

  it.each([
    ['AuthorizeRequest', ['idToken']],
    ['AuthorizeResponse', ['idTokenInfo']],
    ['BootNotificationRequest', ['chargingStation', 'reason']],
    ['BootNotificationResponse', ['currentTime', 'interval', 'status']],
    ['HeartbeatResponse', ['currentTime']],
    ['MeterValuesRequest', ['evseId', 'meterValue']],
    ['NotifyReportRequest', ['generatedAt', 'requestId', 'seqNo']],
    ['StatusNotificationRequest', ['connectorId', 'connectorStatus', 'evseId', 'timestamp']],
    ['TransactionEventRequest', ['eventType', 'seqNo', 'timestamp', 'transactionInfo', 'triggerReason']],
    ['TransactionEventResponse', []],
    ['DataTransferRequest', ['vendorId']],
    ['RequestStartTransactionRequest', ['idToken', 'remoteStartId']],
    ['RequestStopTransactionRequest', ['transactionId']],
    ['GetBaseReportRequest', ['reportBase', 'requestId']],
    ['GetVariablesRequest', ['getVariableData']],
    ['SetVariablesRequest', ['setVariableData']],
    ['TriggerMessageRequest', ['requestedMessage']],
    ['SetChargingProfileRequest', ['chargingProfile', 'evseId']],
  ])('%s requires %j', (name, members) => {
    expect(required(name)).toEqual(members);
  });

  it.each<[string, string, string[]]>([
    ['StatusNotificationRequest', 'connectorStatus', ['Available', 'Occupied', 'Reserved', 'Unavailable', 'Faulted']],
    ['TransactionEventRequest', 'eventType', ['Ended', 'Started', 'Updated']],
    ['RequestStartTransactionResponse', 'status', ['Accepted', 'Rejected']],
    ['ResetRequest', 'type', ['Immediate', 'OnIdle']],
    [
      'UnlockConnectorResponse',
      'status',
      ['Unlocked', 'UnlockFailed', 'OngoingAuthorizedTransaction', 'UnknownConnector'],
    ],
    [
      'TransactionEventRequest',
      'triggerReason',
      [
        'Authorized',
        'CablePluggedIn',
        'ChargingRateChanged',
        'ChargingStateChanged',
        'Deauthorized',
        'EnergyLimitReached',
        'EVCommunicationLost',
        'EVConnectTimeout',
        'MeterValueClock',
        'MeterValuePeriodic',
        'TimeLimitReached',
        'Trigger',
        'UnlockCommand',
        'StopAuthorized',
        'EVDeparted',
        'EVDetected',
        'RemoteStop',
        'RemoteStart',
        'AbnormalCondition',
        'SignedDataReceived',
        'ResetCommand',
      ],
    ],
  ])('%s.%s has the words of the specification', (name, member, words) => {
    const [fault] = v201Schemas.faults(name, { [member]: '?' }).filter(({ keyword }) => keyword === 'enum');
    expect([...(fault?.params['allowedValues'] as string[])].sort()).toEqual([...words].sort());
  });

  it('has a meaning for every status a station may answer a call with', () => {
    for (const action of Object.keys(outgoing)) {
      for (const word of statusesOf(v201Schemas.schema(`${action}Response`))) {
        const { status } = toCommandResult({ status: word });
        if (!/Failed/.test(word)) expect([action, word, status]).not.toEqual([action, word, 'failed']);
      }
    }
  });

  it('gives limits the precision that they have: one decimal, in decimal', () => {
    const profile = (limit: number) => ({
      evseId: 1,
      chargingProfile: {
        id: 1,
        stackLevel: 0,
        chargingProfilePurpose: 'TxProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] }],
      },
    });
    expect(v201Schemas.faults('SetChargingProfileRequest', profile(0.3))).toEqual([]);
  });
});

function statusesOf(schema: JsonSchema): string[] {
  const reference = schema.properties?.['status']?.$ref;
  const definition = schema.definitions?.[reference?.split('/').at(-1) ?? ''] as { enum?: string[] } | undefined;
  return definition?.enum ?? [];
}
