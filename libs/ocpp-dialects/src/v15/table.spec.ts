import type { CsmsAction, StationAction } from './actions';
import { soapDialects } from '../index';
import { commands, incoming, outgoing, v15 } from './index';
import { v15Schemas } from './schemas';

describe('the table of 1.5', () => {
  it('has every action of the version, in each direction it goes, and no other', () => {
    expect(Object.keys(incoming)).toHaveLength(10);
    expect(Object.keys(outgoing)).toHaveLength(15);
    expect(Object.keys(incoming).filter((action) => Object.hasOwn(outgoing, action))).toEqual(['DataTransfer']);
    for (const action of [...Object.keys(incoming), ...Object.keys(outgoing)]) {
      for (const name of [`${action}Request`, `${action}Response`]) {
        expect(v15Schemas.faults(name, { 'no such member': 1 })).toContainEqual(
          expect.objectContaining({ keyword: 'additionalProperties' }),
        );
      }
    }
    expect(soapDialects.map(({ version }) => version)).toEqual(['1.5', '1.6']);
  });

  it('does not compile without one of them', () => {
    const { Authorize: _authorize, ...deaf } = incoming;
    const { Reset: _reset, ...dumb } = outgoing;
    // @ts-expect-error Authorize is missing
    deaf satisfies Record<StationAction, unknown>;
    // @ts-expect-error Reset is missing
    dumb satisfies Record<CsmsAction, unknown>;
    expect([Object.keys(deaf).length, Object.keys(dumb).length]).toEqual([9, 14]);
  });

  it('knows which neutral command each action is spelled for', () => {
    const spelled = new Set(Object.values(outgoing).filter((command) => command !== 'raw'));
    const spoken = Object.entries(commands).flatMap(([type, row]) => (row === 'not-supported' ? [] : [type]));
    expect([...spelled].sort()).toEqual(spoken.sort());
  });

  it('tells what it does not do from what does not exist', () => {
    expect(v15.incoming('RemoteStartTransaction')).toBe('not-supported');
    expect(v15.incoming('TriggerMessage')).toBe('not-implemented');
    expect(v15.incoming('constructor')).toBe('not-implemented');
  });
});

describe('the schemas of 1.5, put right where they differ from the WSDL', () => {
  const required = (name: string): string[] =>
    v15Schemas
      .faults(name, {})
      .flatMap(({ keyword, path }) => (keyword === 'required' ? [path.slice(1)] : []))
      .sort();

  it.each([
    ['AuthorizeRequest', ['idTag']],
    ['BootNotificationRequest', ['chargePointModel', 'chargePointVendor']],
    ['BootNotificationResponse', ['currentTime', 'heartbeatInterval', 'status']],
    ['HeartbeatResponse', ['currentTime']],
    ['GetConfigurationResponse', []],
    ['MeterValuesRequest', ['connectorId']],
    ['StartTransactionRequest', ['connectorId', 'idTag', 'meterStart', 'timestamp']],
    ['StopTransactionRequest', ['meterStop', 'timestamp', 'transactionId']],
    ['StatusNotificationRequest', ['connectorId', 'errorCode', 'status']],
  ])('%s requires %j', (name, members) => {
    expect(required(name)).toEqual(members);
  });

  it.each([
    ['AuthorizeResponse', { idTagInfo: { status: '?' } }],
    ['StartTransactionResponse', { transactionId: 1, idTagInfo: { status: '?' } }],
    ['StopTransactionResponse', { idTagInfo: { status: '?' } }],
    [
      'SendLocalListRequest',
      { updateType: 'Full', listVersion: 1, localAuthorisationList: [{ idTag: 'A', idTagInfo: { status: '?' } }] },
    ],
  ])('%s has the five words of an authorization', (name, payload) => {
    expect(v15Schemas.faults(name, payload)).toMatchObject([
      { keyword: 'enum', params: { allowedValues: ['Accepted', 'Blocked', 'Expired', 'Invalid', 'ConcurrentTx'] } },
    ]);
  });
});
