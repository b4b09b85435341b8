import { Action } from 'typed-ocpp/dist/ocpp16/utils.js';
import { dialects } from '../index';
import type { CsmsAction, StationAction } from './actions';
import { commands, incoming, outgoing, v16 } from './index';
import { v16Schemas } from './schemas';

describe('the table of 1.6', () => {
  it('has every action of the version, in each direction it goes, and no other', () => {
    const actions = new Set([...Object.keys(incoming), ...Object.keys(outgoing)]);
    expect([...actions].sort()).toEqual(Object.values(Action).sort());
    expect(actions.size).toBe(28 + 11);
    expect(Object.keys(incoming)).toHaveLength(14);
    expect(Object.keys(outgoing)).toHaveLength(26);
    expect(Object.keys(incoming).filter((action) => Object.hasOwn(outgoing, action))).toEqual(['DataTransfer']);
  });

  it('does not compile without one of them', () => {
    const { Authorize: _authorize, ...deaf } = incoming;
    const { Reset: _reset, ...dumb } = outgoing;
    // @ts-expect-error Authorize is missing
    deaf satisfies Record<StationAction, unknown>;
    // @ts-expect-error Reset is missing
    dumb satisfies Record<CsmsAction, unknown>;
    // @ts-expect-error no action of 1.6
    ({ ...outgoing, GetVariables: 'raw' }) satisfies { [A in CsmsAction]: string } & { GetVariables?: never };
    expect([Object.keys(deaf).length, Object.keys(dumb).length]).toEqual([13, 25]);
  });

  it('knows which neutral command each action is spelled for', () => {
    const spelled = new Set(Object.values(outgoing).filter((command) => command !== 'raw'));
    const spoken = Object.entries(commands)
      .filter(
        ([type, row]) =>
          row !== 'not-supported' && !/-variables$|-base-report$|^get-transaction-status$|^show-cost$/.test(type),
      )
      .map(([type]) => type);
    expect([...spelled].sort()).toEqual(spoken.sort());
  });

  it('tells what it does not do from what does not exist', () => {
    expect(v16.incoming('RemoteStartTransaction')).toBe('not-supported');
    expect(v16.incoming('TransactionEvent')).toBe('not-implemented');
    expect(v16.incoming('authorize')).toBe('not-implemented');
    expect(v16.incoming('constructor')).toBe('not-implemented');
    expect(dialects.map(({ subprotocol }) => subprotocol)).toContain('ocpp1.6');
  });
});

describe('the schemas of 1.6, so that an update of their package is noticed', () => {
  it('has both schemas of each action, and they compile', () => {
    for (const action of Object.values(Action)) {
      for (const name of [`${action}Request`, `${action}Response`]) {
        expect(v16Schemas.faults(name, { 'no such member': 1 })).toContainEqual(
          expect.objectContaining({ keyword: 'additionalProperties' }),
        );
      }
    }
  });

  const required = (name: string): string[] =>
    v16Schemas
      .faults(name, {})
      .flatMap(({ keyword, path }) => (keyword === 'required' ? [path.slice(1)] : []))
      .sort();

  it.each([
    ['AuthorizeRequest', ['idTag']],
    ['AuthorizeResponse', ['idTagInfo']],
    ['BootNotificationRequest', ['chargePointModel', 'chargePointVendor']],
    ['BootNotificationResponse', ['currentTime', 'interval', 'status']],
    ['HeartbeatRequest', []],
    ['HeartbeatResponse', ['currentTime']],
    ['MeterValuesRequest', ['connectorId', 'meterValue']],
    ['StartTransactionRequest', ['connectorId', 'idTag', 'meterStart', 'timestamp']],
    ['StartTransactionResponse', ['idTagInfo', 'transactionId']],
    ['StatusNotificationRequest', ['connectorId', 'errorCode', 'status']],
    ['StopTransactionRequest', ['meterStop', 'timestamp', 'transactionId']],
    ['StopTransactionResponse', []],
    ['DataTransferRequest', ['vendorId']],
    ['RemoteStartTransactionRequest', ['idTag']],
    ['RemoteStopTransactionRequest', ['transactionId']],
    ['ChangeConfigurationRequest', ['key', 'value']],
    ['TriggerMessageRequest', ['requestedMessage']],
    ['SetChargingProfileRequest', ['connectorId', 'csChargingProfiles']],
  ])('%s requires %j', (name, members) => {
    expect(required(name)).toEqual(members);
  });

  it.each<[string, string, string[]]>([
    [
      'StatusNotificationRequest',
      'status',
      [
        'Available',
        'Preparing',
        'Charging',
        'SuspendedEVSE',
        'SuspendedEV',
        'Finishing',
        'Reserved',
        'Unavailable',
        'Faulted',
      ],
    ],
    [
      'StopTransactionRequest',
      'reason',
      [
        'EmergencyStop',
        'EVDisconnected',
        'HardReset',
        'Local',
        'Other',
        'PowerLoss',
        'Reboot',
        'Remote',
        'SoftReset',
        'UnlockCommand',
        'DeAuthorized',
      ],
    ],
    ['RemoteStartTransactionResponse', 'status', ['Accepted', 'Rejected']],
    ['ChangeAvailabilityResponse', 'status', ['Accepted', 'Rejected', 'Scheduled']],
    ['ChangeConfigurationResponse', 'status', ['Accepted', 'Rejected', 'RebootRequired', 'NotSupported']],
    ['UnlockConnectorResponse', 'status', ['Unlocked', 'UnlockFailed', 'NotSupported']],
    ['ResetRequest', 'type', ['Hard', 'Soft']],
  ])('%s.%s has the words of the specification', (name, member, words) => {
    const [fault] = v16Schemas.faults(name, { [member]: '?' }).filter(({ keyword }) => keyword === 'enum');
    expect([...(fault?.params['allowedValues'] as string[])].sort()).toEqual([...words].sort());
  });

  it('gives limits the precision that 1.6 means: one decimal, in decimal', () => {
    const profile = (limit: number) => ({
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId: 1,
        stackLevel: 0,
        chargingProfilePurpose: 'TxProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
      },
    });
    expect(v16Schemas.faults('SetChargingProfileRequest', profile(0.3))).toEqual([]);
    expect(v16Schemas.faults('SetChargingProfileRequest', profile(4.35))).toMatchObject([{ keyword: 'multipleOf' }]);
  });
});
