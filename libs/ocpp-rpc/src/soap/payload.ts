import { escapeXml, type XmlElement } from './parse-xml';
import type { XmlMember, XmlType } from './soap-table';

type Payload = Record<string, unknown>;

/** Where a message of XML differs from JSON: a text with attributes. */
const VALUE = '$value';

/**
 * The payload of a message as the JSON of its version has it: lists are lists also of one, numbers and truth values are
 * such where they can be read, and text where not, so that the schema names what is wrong. Elements the message does not
 * have are kept, as text, for the same reason.
 */
export function toPayload(element: XmlElement, type: XmlType): Payload {
  const payload: [string, unknown][] = [];
  const lists = new Map<string, unknown[]>();
  for (const child of element.children) {
    const member = type.elements.find(({ name }) => name === child.name);
    const value = member ? toValue(child, member.type) : child.text;
    const list = lists.get(child.name);
    if (list) list.push(value);
    else if (member?.isList === true) {
      const begun = [value];
      lists.set(child.name, begun);
      payload.push([child.name, begun]);
    } else payload.push([child.name, value]);
  }
  return Object.fromEntries(payload);
}

function toValue(element: XmlElement, type: XmlType): unknown {
  if (type.base === undefined) return toPayload(element, type);
  if (type.attributes) {
    const known = type.attributes.flatMap((name): [string, string][] => {
      const value = element.attributes.get(name);
      return value === undefined ? [] : [[name, value]];
    });
    return { attributes: Object.fromEntries(known), [VALUE]: element.text };
  }
  const text = element.text;
  if (type.base === 'integer') return /^\s*[+-]?\d{1,15}\s*$/.test(text) ? Number(text) : text;
  if (type.base === 'decimal') return /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)\s*$/.test(text) ? Number(text) : text;
  if (type.base === 'boolean') return toTruth(text.trim()) ?? text;
  return text;
}

/** The four spellings of xs:boolean. */
function toTruth(text: string): boolean | undefined {
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
}

/** The elements of a payload in the order of its type; members that the type does not have are left out. */
export function writePayload(payload: object, type: XmlType): string {
  const values = payload as Payload;
  return type.elements.map((member) => writeMember(values[member.name], member)).join('');
}

function writeMember(value: unknown, member: XmlMember): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((one: unknown) => writeMember(one, { ...member, isList: false })).join('');
  const { name, type } = member;
  if (type.base === undefined) return `<${name}>${writePayload(value as object, type)}</${name}>`;
  if (!type.attributes) return `<${name}>${escapeXml(String(value))}</${name}>`;
  const { attributes = {}, [VALUE]: text = '' } = value as { attributes?: Payload; [VALUE]?: unknown };
  const written = type.attributes.flatMap((attribute) =>
    attributes[attribute] === undefined ? [] : [` ${attribute}="${escapeXml(String(attributes[attribute]))}"`],
  );
  return `<${name}${written.join('')}>${escapeXml(String(text))}</${name}>`;
}
