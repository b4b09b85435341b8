import type { CommandResult, Dialect } from './dialect';
import { isJsonObject } from './json';

/** What a raw call is about, its action and payload (keys in the schema's order), what the station answers, and what that means. */
export type RawCall = [
  title: string,
  action: string,
  payload: Record<string, unknown>,
  result: object,
  status: CommandResult['status'],
];

/** Spells raw calls with their keys turned about, and reads their results: both are held against the version's schemas. */
export function rawCaller(dialect: Dialect): (...call: RawCall) => void {
  return (_title, action, payload, result, status) => {
    const spelled = dialect.toCall({ type: 'ocpp', action, payload: backwards(payload) as Record<string, unknown> });
    expect(spelled).toEqual({ ok: true, action, payload });
    // The keys go out in the order of the schema, not in that of the caller.
    if (spelled.ok) expect(JSON.stringify(spelled.payload)).toBe(JSON.stringify(payload));
    expect(dialect.checkResponse(action, result)).toEqual({ ok: true, payload: result, remarks: [] });
    expect(dialect.toResult({ type: 'ocpp', action, payload }, result)).toEqual({ status, response: result });
    const unknown = dialect.toCall({ type: 'ocpp', action, payload: { ...payload, 'no such member': 1 } });
    expect(unknown).toMatchObject({
      ok: false,
      status: 'invalid',
      fault: { code: expect.stringMatching(/^Format(?:ion)?Violation$/) as string },
    });
  };
}

/** The same with the keys of every object the other way round. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, backwards(member)]),
  );
}
