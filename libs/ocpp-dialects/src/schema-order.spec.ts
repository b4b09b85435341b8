import { inSchemaOrder } from './schema-order';

describe('the order of keys', () => {
  const schema = {
    definitions: { Inner: { properties: { a: {}, b: {} } } },
    properties: { first: {}, inner: { $ref: '#/definitions/Inner' }, list: { items: { $ref: '#/definitions/Inner' } } },
  };

  it('is the order of the schema, at every depth, behind references too', () => {
    const value = { list: [{ b: 1, a: 2 }], inner: { b: 3, a: 4 }, first: 5 };
    expect(JSON.stringify(inSchemaOrder(schema, value))).toBe(
      '{"first":5,"inner":{"a":4,"b":3},"list":[{"a":2,"b":1}]}',
    );
  });

  it('leaves out what is undefined and keeps what the schema does not know at the end', () => {
    expect(JSON.stringify(inSchemaOrder(schema, { z: 1, first: undefined, inner: { a: 1 } }))).toBe(
      '{"inner":{"a":1},"z":1}',
    );
  });
});
