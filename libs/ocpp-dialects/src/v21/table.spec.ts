import { stationCommand } from '@chargebus/contracts';
import { Action } from 'typed-ocpp/dist/ocpp21/utils.js';
import { toCommandResult } from '../command-results';
import { dialects } from '../index';
import type { JsonSchema } from '../json';
import type { CsmsAction, StationAction } from './actions';
import { commands, incoming, outgoing, v21 } from './index';
import { v21Schemas } from './schemas';

const ACTIONS = Object.values(Action);
const SENT_ONE_WAY = 'NotifyPeriodicEventStream';

describe('the table of 2.1', () => {
  it('has every action of the version, in each direction it goes, and no other', () => {
    const actions = new Set([...Object.keys(incoming), ...Object.keys(outgoing)]);
    expect([...actions].sort()).toEqual([...ACTIONS].sort());
    expect(actions.size).toBe(91);
    expect(Object.keys(incoming)).toHaveLength(25 + 12);
    expect(Object.keys(outgoing)).toHaveLength(39 + 15 + 1);
    expect(Object.keys(incoming).filter((action) => Object.hasOwn(outgoing, action))).toEqual(['DataTransfer']);
  });

  it('has a row for all that stations send', () => {
    for (const action of Object.keys(incoming))
      expect([action, v21.incoming(action)]).toEqual([action, expect.any(Object)]);
  });

  it('does not compile without one of them', () => {
    const { BatterySwap: _swap, ...deaf } = incoming;
    const { AFRRSignal: _signal, ...dumb } = outgoing;
    // @ts-expect-error BatterySwap is missing
    deaf satisfies Record<StationAction, unknown>;
    // @ts-expect-error AFRRSignal is missing
    dumb satisfies Record<CsmsAction, unknown>;
    expect([Object.keys(deaf).length, Object.keys(dumb).length]).toEqual([36, 54]);
  });

  it('knows which neutral command each action is spelled for, and spells every command but those of configuration keys', () => {
    const spelled = new Set(Object.values(outgoing).filter((command) => command !== 'raw'));
    const spoken = Object.keys(commands).filter((type) => !type.endsWith('-configuration'));
    expect([...spelled].sort()).toEqual(spoken.sort());
    const types = stationCommand.options.map(({ shape }) => shape.type.value);
    expect([...Object.keys(commands), 'ocpp'].sort()).toEqual(types.sort());
  });

  it('is offered before older versions, and tells what goes the other way from what does not exist', () => {
    expect(v21.incoming('RequestBatterySwap')).toBe('not-supported');
    expect(v21.incoming('StartTransaction')).toBe('not-implemented');
    expect(dialects.map(({ subprotocol }) => subprotocol)).toEqual(['ocpp2.1', 'ocpp2.0.1', 'ocpp1.6']);
  });
});

describe('the schemas of 2.1, so that an update of their package is noticed', () => {
  it('has both schemas of each action that is answered, and they compile', () => {
    expect(v21Schemas.has(`${SENT_ONE_WAY}Response`)).toBe(false);
    for (const action of ACTIONS) {
      for (const name of [`${action}Request`, ...(action === SENT_ONE_WAY ? [] : [`${action}Response`])]) {
        expect(v21Schemas.faults(name, { 'no such member': 1 })).toContainEqual(
          expect.objectContaining({ keyword: 'additionalProperties' }),
        );
      }
    }
  });

  const required = (name: string): string[] =>
    v21Schemas
      .faults(name, {})
      .flatMap(({ keyword, path }) => (keyword === 'required' ? [path.slice(1)] : []))
      .sort();

  it.each([
    ['TransactionEventRequest', ['eventType', 'seqNo', 'timestamp', 'transactionInfo', 'triggerReason']],
    ['NotifyPeriodicEventStreamRequest', ['basetime', 'data', 'id', 'pending']],
    ['VatNumberValidationResponse', ['status', 'vatNumber']],
    ['GetCertificateChainStatusResponse', ['certificateStatus']],
    ['SetDefaultTariffRequest', ['evseId', 'tariff']],
    ['RequestStartTransactionRequest', ['idToken', 'remoteStartId']],
  ])('%s requires %j', (name, members) => {
    expect(required(name)).toEqual(members);
  });

  it('has a meaning for every status a station may answer a call with', () => {
    for (const action of Object.keys(outgoing)) {
      for (const word of statusesOf(v21Schemas.schema(`${action}Response`))) {
        const { status } = toCommandResult({ status: word });
        if (!/Failed/.test(word)) expect([action, word, status]).not.toEqual([action, word, 'failed']);
      }
    }
  });
});

function statusesOf(schema: JsonSchema): string[] {
  const definitions = Object.entries(schema.definitions ?? {});
  const named = schema.properties?.['status']?.$ref?.split('/').at(-1);
  // Of results without a status of their own: the words of their parts.
  const parts = /^(?:SetMonitoring|ClearMonitoring|TariffClear|GetVariable|SetVariable)Status/;
  return definitions
    .filter(([name]) => (named === undefined ? parts.test(name) : name === named))
    .flatMap(([, definition]) => (definition as { enum?: string[] }).enum ?? []);
}
