import { join } from 'node:path';
import * as contracts from '@chargebus/contracts';
import { z } from 'zod';
import { blocks, code, sorted, table } from '../markdown';
import type { Page } from '../pages';
import { readDocComments } from './doc-comments';
import { fieldsOf, schemaReader, typeOf, type Field, type JsonSchema } from './fields';
import { describeHeaders } from './headers';
import { messageKinds, subjects } from './message-kinds';

/** Every schema that contracts exports, by its name. */
const named = Object.fromEntries(
  Object.entries(contracts).flatMap(([name, value]) => (value instanceof z.ZodType ? [[name, value]] : [])),
);
const nameOf = new Map<z.ZodType, string>(Object.entries(named).map(([name, schema]) => [schema, name]));
const read = schemaReader(named);

/** docs/contracts.md: all that services and gateways say to each other. */
export const contractsPage: Page = {
  path: 'docs/contracts.md',
  render(root) {
    const page = new ContractsText(readDocComments(join(root, 'libs/contracts/src')));
    return blocks(
      '# Contracts',
      'What the gateway and the services say to each other. Each message is JSON and one zod schema in `libs/contracts`. ' +
        'Changes are additive: a reader leaves alone what it does not know.',
      ['## Message kinds', messageKinds()],
      ['## Subjects', subjects((name) => page.about(name))],
      ['## Headers', describeHeaders(root)],
      ['## Records', page.schema('stationRecord'), page.schema('factRecord')],
      page.kinds('Station events', 'stationEvent', contracts.stationEvent.options, 'header'),
      page.kinds('Facts', 'anyFact', contracts.anyFact.options, 'fact'),
      page.asks(),
      page.commands(),
      ['## Core NATS', page.schema('linkClaim'), page.schema('stationHeard'), page.schema('gatewayLease')],
      ['## Trace', page.schema('traceEntry')],
      page.words(),
    );
  },
};

/** Writes the parts of the page, and remembers which of the named schemas were told: the rest are words. */
class ContractsText {
  private readonly told = new Set<string>();

  constructor(private readonly comments: ReadonlyMap<string, string>) {}

  about(name: string): string {
    return this.comments.get(name) ?? '';
  }

  /** A named schema under a heading of its own. */
  schema(name: string): string {
    return blocks(`### ${name}`, this.about(name), this.fields(this.json(name), name));
  }

  /** A union by `kind`: what all its members have in one table, then the data of each. `owner` documents the former. */
  kinds(title: string, union: string, options: readonly z.ZodType[], owner: string): string {
    this.told.add(union);
    const members = options.map((option) => ({ name: nameOf.get(option) ?? '', json: read(option) }));
    const envelopes = members.map(({ json }) => JSON.stringify(envelopeOf(json)));
    const usual = sorted(envelopes).reduce((a, b) => (count(envelopes, b) > count(envelopes, a) ? b : a));
    return blocks(
      `## ${title}`,
      `<a id="${union.toLowerCase()}"></a>What all of them have, beside \`kind\` and \`data\`:`,
      this.fields(JSON.parse(usual) as JsonSchema, owner),
      members.map(({ name, json }, index) => {
        this.told.add(name);
        const heading = `### ${String(json.properties?.['kind']?.const)}`;
        // Asks carry events, and link to them by the schema's name.
        const about = `<a id="${name.toLowerCase()}"></a>${this.about(name)}`;
        if (envelopes[index] === usual) return blocks(heading, about, this.fields(dataOf(json), name, 'No data.'));
        return blocks(
          heading,
          about,
          'The whole of it, which does not have all of the above:',
          this.fields(json, name),
        );
      }),
    );
  }

  asks(): string {
    return blocks(
      '## Asks',
      'Request and reply; the queue group is the service. A reply is `{ok: true, ...}` or `{ok: false, reason}`; a thrown error is a bug or an outage, never a refusal.',
      Object.entries(contracts.asks).map(([name, ask]) => {
        const [ok = {}, refusal = {}] = read(ask.reply).oneOf ?? [];
        return blocks(
          `### ${ask.subject}`,
          this.about(name),
          ['Request:', this.fields(read(ask.request), `${name}.request`)],
          ['Reply, beside `ok: true`:', this.fields(without(ok, 'ok'), `${name}.ok`)],
          `Refusals: ${typeOf(refusal.properties?.['reason'] ?? {})}.`,
        );
      }),
    );
  }

  commands(): string {
    this.told.add('stationCommand');
    return blocks(
      '## Commands',
      this.schema('commandRequest'),
      this.schema('commandOutcome'),
      ['### stationCommand', this.about('stationCommand')],
      contracts.stationCommand.options.map((option) => {
        const type = String(option.shape.type.value);
        const owner = `stationCommand:${type}`;
        return blocks(
          `#### ${type}`,
          this.about(owner),
          this.fields(without(read(option), 'type'), owner, 'No fields.'),
        );
      }),
    );
  }

  words(): string {
    const rest = Object.keys(named).filter((name) => !this.told.has(name));
    const objects = sorted(rest.filter((name) => read(named[name]!).properties));
    const simple = sorted(rest.filter((name) => !objects.includes(name)));
    return blocks(
      '## Words',
      table(
        ['word', 'type', 'what'],
        simple.map((name) => [
          `<a id="${name.toLowerCase()}"></a>${code(name)}`,
          typeOf(this.json(name)),
          this.about(name),
        ]),
      ),
      objects.map((name) => this.schema(name)),
    );
  }

  private json(name: string): JsonSchema {
    this.told.add(name);
    return read(named[name]!);
  }

  private fields(schema: JsonSchema, owner: string, none = ''): string {
    const rows = fieldsOf(schema).map((field) => [
      code(field.path),
      field.type,
      field.required ? 'yes' : '',
      this.descriptionOf(field, owner),
    ]);
    return rows.length === 0 ? none : table(['field', 'type', 'required', 'what'], rows);
  }

  private descriptionOf({ path, description }: Field, owner: string): string {
    return description ?? this.about(`${owner}.${path.replaceAll('[]', '')}`);
  }
}

const envelopeOf = (json: JsonSchema): JsonSchema => without(without(json, 'kind'), 'data');
const dataOf = (json: JsonSchema): JsonSchema => json.properties?.['data'] ?? {};
const count = (texts: readonly string[], text: string): number => texts.filter((other) => other === text).length;

function without(json: JsonSchema, member: string): JsonSchema {
  const { [member]: _left, ...properties } = json.properties ?? {};
  return { ...json, properties, required: (json.required ?? []).filter((name) => name !== member), $defs: {} };
}
