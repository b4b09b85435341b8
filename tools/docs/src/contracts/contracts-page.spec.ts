import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as contracts from '@chargebus/contracts';
import { z } from 'zod';
import { contractsPage } from './contracts-page';
import { readDocComments } from './doc-comments';
import { fieldsOf, schemaReader } from './fields';
import { describeHeaders } from './headers';

const root = join(__dirname, '..', '..', '..', '..');
const page = contractsPage.render(root);

describe('docs/contracts.md', () => {
  it('has every event kind, fact, ask and command, and every word they are made of', () => {
    const headings = page.split('\n').flatMap((line) => /^#{2,4} (.+)$/.exec(line)?.[1] ?? []);
    const kinds = [...contracts.stationEvent.options, ...contracts.anyFact.options].map(
      ({ shape }) => shape.kind.value,
    );
    const subjects = Object.values(contracts.asks).map(({ subject }) => subject);
    const commands = contracts.stationCommand.options.map(({ shape }) => shape.type.value);
    expect(headings).toEqual(expect.arrayContaining([...kinds, ...subjects, ...commands]));
    const messages = new Set<unknown>([...contracts.stationEvent.options, ...contracts.anyFact.options]);
    const words = Object.entries(contracts).filter(([, value]) => value instanceof z.ZodType && !messages.has(value));
    const missing = words.filter(([name]) => !headings.includes(name) && !page.includes(`id="${name.toLowerCase()}"`));
    expect(missing).toEqual([]);
  });

  it('links to nothing that is not there', () => {
    const anchors = new Set([
      ...[...page.matchAll(/<a id="([^"]+)"/g)].map(([, id]) => id),
      ...[...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replaceAll(' ', '-')),
    ]);
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target);
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter((target) => !anchors.has(target))).toEqual([]);
  });

  it('says the same each time', () => {
    expect(contractsPage.render(root)).toBe(page);
  });

  it('tells of each field its type, whether it must be there, and what the code says about it', () => {
    expect(page).toContain('| `receivedAt` | [`instant`](#instant) | yes | When the gateway received it. |');
    expect(page).toContain('| `verdict.intervalS` | integer, at least 0 | yes |  |');
    expect(page).toContain('| `command.<tenant>.<station>` | `command.default.CP=201` |');
  });
});

describe('the fields of a schema', () => {
  const word = z.string().min(1);
  const read = schemaReader({ word });

  it('go into objects and lists, and stop at words that have a name', () => {
    const schema = z.object({
      name: word.nullable(),
      seen: z.array(z.object({ at: z.int().positive(), by: word.optional() })).min(1),
      any: z.unknown(),
      pairs: z.array(z.tuple([word, z.int().positive()])),
      kind: z.enum(['a', 'b']).default('a').describe('Which.'),
    });
    expect(fieldsOf(read(schema))).toEqual([
      { path: 'name', type: '[`word`](#word) or null', required: true, description: undefined },
      { path: 'seen', type: 'list of object, not empty', required: true, description: undefined },
      { path: 'seen[].at', type: 'integer, more than 0', required: true, description: undefined },
      { path: 'seen[].by', type: '[`word`](#word)', required: false, description: undefined },
      { path: 'any', type: 'anything', required: true, description: undefined },
      {
        path: 'pairs',
        type: 'list of ([[`word`](#word); integer, more than 0])',
        required: true,
        description: undefined,
      },
      { path: 'kind', type: '`a` | `b`, default `"a"`', required: false, description: 'Which.' },
    ]);
  });
});

describe('what is read from sources', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chargebus-docs-'));
    mkdirSync(join(folder, 'libs/messaging/src'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is the doc comment of each declaration and member, told by where it stands', () => {
    const source = `
/** A thing,
 * on two lines. @throws never */
export const thing = z.object({
  /** Its size. */
  size: z.int(),
  deep: z.object({
    /** Deep. */
    er: z.int(),
  }),
});
export const all = z.union([
  /** One of them. */
  command('one', {
    /** Why. */
    why: z.string(),
  }),
]);
// no doc comment
export const plain = 1;`;
    writeFileSync(join(folder, 'things.ts'), source);
    expect(Object.fromEntries(readDocComments(folder))).toEqual({
      thing: 'A thing, on two lines.',
      'thing.size': 'Its size.',
      'thing.deep.er': 'Deep.',
      'all:one': 'One of them.',
      'all:one.why': 'Why.',
    });
  });

  it('fails when messaging has a header that the page does not describe', () => {
    writeFileSync(
      join(folder, 'libs/messaging/src/record.ts'),
      `headers.set('Nats-Msg-Id', id); headers.set('Nats-Rollup', 'sub');`,
    );
    expect(() => describeHeaders(folder)).toThrow(/Nats-Rollup.*traceparent/);
  });
});
