import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element with its namespace resolved; `text` is all its character data. Nothing is coerced. */
export interface XmlElement {
  name: string;
  namespace: string;
  attributes: ReadonlyMap<string, string>;
  children: XmlElement[];
  text: string;
}

/** Why a text is not taken as XML. */
export class XmlRefused extends Error {
  override readonly name = 'XmlRefused';
}

/** Deeper than any message of OCPP (StopTransaction of 1.5 has 8 levels), and shallow enough for any stack. */
const DEEPEST = 32;
/** Elements of the largest messages in the field are some thousands. */
const MOST_ELEMENTS = 20_000;
const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';
const PREDEFINED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // Entities are decoded here: the predefined ones and characters by number, and never one that a message declares.
  processEntities: false,
  cdataPropName: CDATA,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

type Node = Record<string, unknown>;

/**
 * Reads one XML document, with its namespaces resolved. A document type is refused before anything is parsed, so no entity
 * can be declared (XML bombs, external entities); so are depth and numbers that no message of OCPP has. Pure.
 * @throws XmlRefused naming what is wrong
 */
export function parseXml(text: string): XmlElement {
  const document = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (/<!(?!--|\[CDATA\[)/.test(document)) throw new XmlRefused('a document type or declaration is not allowed');
  checkSize(document);
  const valid = XMLValidator.validate(document);
  if (valid !== true) throw new XmlRefused(`not well-formed XML: ${valid.err.msg} (line ${valid.err.line})`);
  let nodes: Node[];
  try {
    nodes = parser.parse(document) as Node[];
  } catch (error) {
    throw new XmlRefused(`not well-formed XML: ${error instanceof Error ? error.message : String(error)}`);
  }
  const roots = nodes.filter((node) => tagOf(node) !== undefined);
  const [root] = roots;
  if (root === undefined || roots.length > 1) throw new XmlRefused('an XML document has one root element');
  return toElement(root, new Map());
}

/** Counts tags without parsing: what is too deep or too much never reaches a parser. Comments and CDATA only add to it. */
function checkSize(document: string): void {
  let depth = 0;
  let elements = 0;
  for (const [tag] of document.matchAll(/<[/A-Za-z_][^>]*>/g)) {
    if (tag.startsWith('</')) depth--;
    else {
      elements++;
      if (!tag.endsWith('/>')) depth++;
    }
    if (depth > DEEPEST) throw new XmlRefused(`XML nested deeper than ${DEEPEST} elements`);
    if (elements > MOST_ELEMENTS) throw new XmlRefused(`more than ${MOST_ELEMENTS} XML elements`);
  }
}

const tagOf = (node: Node): string | undefined =>
  Object.keys(node).find((key) => key !== TEXT && key !== CDATA && key !== ATTRIBUTES);

function toElement(node: Node, outer: ReadonlyMap<string, string>): XmlElement {
  const tag = tagOf(node) ?? '';
  const written = Object.entries((node[ATTRIBUTES] ?? {}) as Record<string, string>);
  const prefixes = new Map(outer);
  const attributes = new Map<string, string>();
  for (const [key, value] of written) {
    const name = key.slice(1);
    const decoded = decode(String(value));
    if (name === 'xmlns') prefixes.set('', decoded);
    else if (name.startsWith('xmlns:')) prefixes.set(name.slice('xmlns:'.length), decoded);
    else attributes.set(localName(name), decoded);
  }
  const colon = tag.indexOf(':');
  const prefix = colon === -1 ? '' : tag.slice(0, colon);
  const namespace = prefixes.get(prefix);
  if (namespace === undefined && prefix !== '') throw new XmlRefused(`the prefix ${prefix} has no namespace`);
  const children: XmlElement[] = [];
  let text = '';
  for (const child of node[tag] as Node[]) {
    if (Object.hasOwn(child, TEXT)) text += decode(String(child[TEXT]));
    else if (Object.hasOwn(child, CDATA)) text += textOf(child[CDATA] as Node[]);
    else children.push(toElement(child, prefixes));
  }
  return { name: localName(tag), namespace: namespace ?? '', attributes, children, text };
}

const textOf = (nodes: Node[]): string => nodes.map((node) => String(node[TEXT] ?? '')).join('');
const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&\s]{0,12});?/g, (whole, name: string) => {
    const known = Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name] : undefined;
    if (known !== undefined && whole.endsWith(';')) return known;
    const number = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
    const code = number ? Number.parseInt(number[1] ?? number[2] ?? '', number[1] === undefined ? 10 : 16) : -1;
    if (!whole.endsWith(';') || code < 1 || code > 0x10_ff_ff) throw new XmlRefused(`the entity ${whole} is not known`);
    return String.fromCodePoint(code);
  });
}

/** Text as XML writes it, in elements and in attributes; characters that XML 1.0 cannot hold are left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
