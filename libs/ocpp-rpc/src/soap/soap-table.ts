import { parseXml, type XmlElement } from './parse-xml';

/** What an element holds: text, or elements in the order in which they must be written. */
export interface XmlType {
  base?: 'text' | 'integer' | 'decimal' | 'boolean';
  /** Of a text: names of its attributes. Undefined where it has none. */
  attributes?: readonly string[];
  elements: readonly XmlMember[];
}
export interface XmlMember {
  name: string;
  isList: boolean;
  type: XmlType;
}

/** One service of one version: its namespace, and the type of each message by the name of its element in the Body. */
export interface SoapTable {
  namespace: string;
  messages: ReadonlyMap<string, XmlType>;
}

const INTEGERS = new Set(['int', 'integer', 'long', 'short', 'unsignedInt', 'nonNegativeInteger', 'positiveInteger']);

/**
 * Reads the messages of a service out of its published WSDL, the one source of the order of elements, of what comes more
 * than once, and of what is a number.
 * @throws Error if the text is no WSDL with one schema
 */
export function readSoapTable(wsdl: string): SoapTable {
  const definitions = parseXml(wsdl);
  const schema = definitions.children
    .find(({ name }) => name === 'types')
    ?.children.find(({ name }) => name === 'schema');
  const namespace = schema?.attributes.get('targetNamespace');
  if (schema === undefined || namespace === undefined) throw new Error('the WSDL has no schema');
  const named = new Map(
    schema.children
      .filter(({ name }) => name === 'complexType' || name === 'simpleType')
      .map((type) => [type.attributes.get('name') ?? '', type]),
  );
  const messages = new Map<string, XmlType>();
  for (const element of schema.children.filter(({ name }) => name === 'element')) {
    messages.set(element.attributes.get('name') ?? '', typeOf(element, named));
  }
  return { namespace, messages };
}

function typeOf(element: XmlElement, named: ReadonlyMap<string, XmlElement>): XmlType {
  const name = element.attributes.get('type')?.replace(/^.*:/, '');
  const own = element.children.find(({ name }) => name === 'complexType' || name === 'simpleType');
  const definition = own ?? (name === undefined ? undefined : named.get(name));
  if (!definition) return { base: baseOf(name), elements: [] };
  const simple = definition.children.find(({ name }) => name === 'restriction');
  if (simple) return { base: baseOf(simple.attributes.get('base')?.replace(/^.*:/, '')), elements: [] };
  const extension = definition.children
    .find(({ name }) => name === 'simpleContent')
    ?.children.find(({ name }) => name === 'extension');
  if (extension) {
    const attributes = extension.children.flatMap(({ name, attributes: of }) =>
      name === 'attribute' ? [of.get('name') ?? ''] : [],
    );
    return { base: 'text', attributes, elements: [] };
  }
  const sequence = definition.children.find(({ name }) => name === 'sequence' || name === 'all');
  const members = (sequence?.children ?? []).filter(({ name }) => name === 'element');
  return {
    elements: members.map((member) => ({
      name: member.attributes.get('name') ?? '',
      isList: !['0', '1', undefined].includes(member.attributes.get('maxOccurs')),
      type: typeOf(member, named),
    })),
  };
}

function baseOf(name: string | undefined): NonNullable<XmlType['base']> {
  if (name === 'boolean' || name === 'decimal') return name;
  return name !== undefined && INTEGERS.has(name) ? 'integer' : 'text';
}
