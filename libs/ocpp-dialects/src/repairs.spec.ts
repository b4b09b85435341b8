import { generalRepairs } from './general-repairs';
import type { JsonObject } from './json';
import { DROP, repair, type Repair } from './repairs';
import { SchemaCheck } from './schema-check';

const schemas = new SchemaCheck({
  Thing: {
    type: 'object',
    additionalProperties: false,
    properties: {
      list: {
        type: 'array',
        items: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'], additionalProperties: false },
      },
      'odd/name~': { type: 'string' },
    },
  } as never,
});
const check = (payload: JsonObject) => schemas.faults('Thing', payload);
const mend = (payload: JsonObject, repairs: readonly Repair[]) => {
  const before = structuredClone(payload);
  const { remarks, ...repaired } = repair(payload, check(payload), check, repairs, {});
  expect(payload).toEqual(before);
  return { ...repaired, remarks: [...remarks] };
};

describe('repairs', () => {
  it('takes several elements out of one list without mixing them up', () => {
    const dropElement: Repair = {
      name: 'unreadable-sample',
      keyword: 'required',
      at: /^(\/list\/\d+)\/n$/,
      mend: () => DROP,
    };
    expect(mend({ list: [{ n: 1 }, {}, { n: 2 }, {}, {}, { n: 3 }] }, [dropElement])).toEqual({
      payload: { list: [{ n: 1 }, { n: 2 }, { n: 3 }] },
      remarks: ['unreadable-sample'],
      faults: [],
    });
  });

  it('goes on where a repair uncovers another fault', () => {
    const wrap: Repair = { name: 'list-as-object', keyword: 'type', at: /^\/list$/, mend: (value) => [value] };
    const round: Repair = {
      name: 'fraction-of-wh',
      keyword: 'type',
      at: /\/n$/,
      mend: (value) => Math.round(Number(value)),
    };
    expect(mend({ list: { n: 1.4, extra: 1 } }, [wrap, round, ...generalRepairs])).toEqual({
      payload: { list: [{ n: 1 }] },
      remarks: ['list-as-object', 'unknown-property', 'fraction-of-wh'],
      faults: [],
    });
  });

  it('gives up on a repair that does not repair', () => {
    const hopeless: Repair = { name: 'word-unknown', keyword: 'type', mend: () => 'still no list' };
    expect(mend({ list: 5 }, [hopeless]).faults).toMatchObject([{ keyword: 'type', path: '/list' }]);
  });

  it('finds members whatever their names', () => {
    expect(mend({ 'odd/name~': null, 'a/b~c': 1, '': 2, __proto__x: 3 }, generalRepairs)).toEqual({
      payload: {},
      remarks: ['unknown-property', 'null-property'],
      faults: [],
    });
    const hostile = JSON.parse('{"__proto__":{"n":1},"constructor":2}') as JsonObject;
    expect(Object.keys(repair(hostile, check(hostile), check, generalRepairs, {}).payload)).toEqual([]);
    expect(({} as JsonObject)['n']).toBeUndefined();
  });
});
