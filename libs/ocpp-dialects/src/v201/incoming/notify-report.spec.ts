import { take } from '../golden.fixture';

const AT = '2025-06-01T10:00:00.000Z';
const variable = { name: 'AvailabilityState' };
const report = (reportData: object[], more: object = {}) =>
  take('NotifyReport', { requestId: 3, seqNo: 1, generatedAt: AT, reportData, ...more });

describe('NotifyReport', () => {
  it('TC_B_13_CSMS is a part of the device model, each variable whole', () => {
    const taken = report(
      [
        {
          component: { name: 'Connector', instance: 'left', evse: { id: 1, connectorId: 2 } },
          variable: { name: 'Power', instance: 'Peak' },
          variableAttribute: [
            { value: '11000', mutability: 'ReadOnly', constant: true },
            { type: 'MaxSet', value: '22000', persistent: true },
          ],
          variableCharacteristics: {
            dataType: 'decimal',
            unit: 'W',
            maxLimit: 22_000.5,
            valuesList: 'a,b',
            supportsMonitoring: true,
          },
        },
      ],
      { tbc: true },
    );
    expect([taken.remarks, taken.answer]).toEqual([[], {}]);
    expect(taken.events).toEqual([
      {
        kind: 'station.variables.reported',
        stationTime: AT,
        data: {
          requestId: 3,
          seqNo: 1,
          last: false,
          variables: [
            {
              component: 'Connector',
              componentInstance: 'left',
              evseId: 1,
              connectorId: 2,
              variable: 'Power',
              instance: 'Peak',
              attributes: [
                { type: 'actual', value: '11000', mutability: 'read-only', persistent: false, constant: true },
                { type: 'max-set', value: '22000', mutability: 'read-write', persistent: true, constant: false },
              ],
              characteristics: {
                dataType: 'decimal',
                unit: 'W',
                maxLimit: 22_000.5,
                valuesList: 'a,b',
                supportsMonitoring: true,
              },
            },
          ],
        },
      },
    ]);
  });

  it('never carries the value of what can only be written, or holds a secret by its name', () => {
    const { events } = report([
      {
        component: { name: 'SecurityCtrlr' },
        variable: { name: 'BasicAuthPassword' },
        variableAttribute: [{ value: 'SECRET-1', mutability: 'ReadWrite' }],
      },
      { component: { name: 'X' }, variable, variableAttribute: [{ value: 'SECRET-2', mutability: 'WriteOnly' }] },
    ]);
    expect(JSON.stringify(events)).not.toContain('SECRET');
    expect(events[0]?.data).toMatchObject({
      last: true,
      variables: [{}, { attributes: [{ mutability: 'write-only' }] }],
    });
  });

  it('takes a report that has long values, words of later versions, and empty lists', () => {
    const taken = report(
      [
        {
          component: { name: 'EVSE' },
          variable,
          variableAttribute: [{ type: 'Nominal', value: 'n' }, { value: 'v'.repeat(3_000) }],
          variableCharacteristics: { dataType: 'passwordString', supportsMonitoring: false },
        },
      ],
      { generatedAt: 'some time' },
    );
    expect(taken.fault).toBeUndefined();
    expect(taken.remarks.sort()).toEqual(['text-too-long', 'time-unreadable', 'word-unknown']);
    expect(taken.events[0]).not.toHaveProperty('stationTime');
    const [reported] = (taken.events[0]?.data as { variables: { attributes: { value: string }[] }[] }).variables;
    expect(reported?.attributes.map(({ value }) => value.length)).toEqual([3_000]);
    const empty = report([]);
    expect([empty.remarks, empty.answer]).toEqual([['list-empty'], {}]);
    expect(take('NotifyReport', { requestId: 3, seqNo: 1, reportData: [] }).remarks).toContain('time-missing');
  });

  it('overlooks the number of an EVSE or connector beyond 32 bits', () => {
    const component = { name: 'Connector', evse: { id: 1, connectorId: 2 ** 32 } };
    const [event] = report([{ component, variable, variableAttribute: [{ value: 'Available' }] }]).events;
    expect(event?.data).toMatchObject({ variables: [{ component: 'Connector', evseId: 1 }] });
    expect(event?.data).not.toHaveProperty('variables.0.connectorId');
  });
});
