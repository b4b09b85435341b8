import { escapeXml, parseXml, XmlRefused, type XmlElement } from './parse-xml';

export const SOAP_NAMESPACE = 'http://www.w3.org/2003/05/soap-envelope';
export const WSA_NAMESPACE = 'http://www.w3.org/2005/08/addressing';
export const ANONYMOUS = `${WSA_NAMESPACE}/anonymous`;

/** What the header of a message says; what it leaves out is absent. */
export interface SoapHeader {
  action?: string;
  messageId?: string;
  relatesTo?: string;
  /** The address at which a station takes calls. It is the station's word, and anybody can claim to be one. */
  from?: string;
  to?: string;
  chargeBoxIdentity?: string;
}
export interface SoapMessage {
  header: SoapHeader;
  /** The first and only element of the Body. */
  body: XmlElement;
}

/** Subcodes of OCPP-S; `Sender` and `Receiver` say who has to change something. */
export type FaultSubcode = 'SecurityError' | 'IdentityMismatch' | 'ProtocolError' | 'InternalError' | 'NotSupported';
export interface SoapFault {
  code: 'Sender' | 'Receiver';
  subcode: FaultSubcode;
  reason: string;
}

const RECEIVERS: ReadonlySet<FaultSubcode> = new Set(['InternalError', 'NotSupported']);

/** The fault of a subcode (OCPP-S 1.6, fault table). */
export function soapFault(subcode: FaultSubcode, reason: string): SoapFault {
  return { code: RECEIVERS.has(subcode) ? 'Receiver' : 'Sender', subcode, reason };
}

/** The fault that says in SOAP what a CALLERROR of `code` says in JSON. */
export function toSoapFault({ code, description }: { code: string; description: string }): SoapFault {
  if (code === 'SecurityError') return soapFault('SecurityError', description);
  if (code === 'NotImplemented' || code === 'NotSupported') return soapFault('NotSupported', description);
  if (code === 'InternalError' || code === 'GenericError') return soapFault('InternalError', description);
  return soapFault('ProtocolError', description);
}

/**
 * Reads a SOAP 1.2 message: its header, and the one element of its Body. Pure.
 * @throws XmlRefused naming what is wrong
 */
export function readEnvelope(text: string): SoapMessage {
  const root = parseXml(text);
  if (root.name !== 'Envelope') throw new XmlRefused('the root element is no SOAP Envelope');
  if (root.namespace !== SOAP_NAMESPACE) throw new XmlRefused(`the Envelope is not of SOAP 1.2 (${SOAP_NAMESPACE})`);
  const part = (name: string): XmlElement | undefined =>
    root.children.find((child) => child.name === name && child.namespace === SOAP_NAMESPACE);
  const body = part('Body');
  if (!body) throw new XmlRefused('the Envelope has no Body');
  const [message, ...more] = body.children;
  if (message === undefined || more.length > 0) throw new XmlRefused('the Body has not exactly one element');
  return { header: readHeader(part('Header')), body: message };
}

function readHeader(header: XmlElement | undefined): SoapHeader {
  const blocks = header?.children ?? [];
  const addressing = (name: string): XmlElement | undefined =>
    blocks.find((block) => block.name === name && block.namespace === WSA_NAMESPACE);
  const text = (element: XmlElement | undefined): string | undefined => element?.text.trim() || undefined;
  // The errata allow any capitals here, and the namespace is left out by some.
  const identity = blocks.find(({ name }) => name.toLowerCase() === 'chargeboxidentity');
  const found: Record<keyof SoapHeader, string | undefined> = {
    action: text(addressing('Action')),
    messageId: text(addressing('MessageID')),
    relatesTo: text(addressing('RelatesTo')),
    from: text(addressing('From')?.children.find(({ name }) => name === 'Address')),
    to: text(addressing('To')),
    chargeBoxIdentity: text(identity),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

export interface SoapHeaderOut extends SoapHeader {
  /** Of the service: chargeBoxIdentity belongs to it. */
  namespace: string;
  /** A request wants its answer in the answer of HTTP. */
  replyTo?: string;
}

/** A message with `body` as its element, whose content is written already (`writePayload`). */
export function writeMessage(header: SoapHeaderOut, name: string, content: string): string {
  return writeEnvelope(header, `<${name} xmlns="${escapeXml(header.namespace)}">${content}</${name}>`);
}

/** A fault; its subcode is of OCPP's namespace. */
export function writeFault(header: SoapHeaderOut, { code, subcode, reason }: SoapFault): string {
  return writeEnvelope(
    { ...header, action: `${WSA_NAMESPACE}/fault` },
    `<S:Fault><S:Code><S:Value>S:${code}</S:Value><S:Subcode><S:Value xmlns:o="${escapeXml(header.namespace)}">` +
      `o:${subcode}</S:Value></S:Subcode></S:Code>` +
      `<S:Reason><S:Text xml:lang="en">${escapeXml(reason)}</S:Text></S:Reason></S:Fault>`,
  );
}

function writeEnvelope(header: SoapHeaderOut, body: string): string {
  const address = (name: string, uri: string | undefined): string =>
    uri === undefined ? '' : `<a:${name}><a:Address>${escapeXml(uri)}</a:Address></a:${name}>`;
  const block = (name: string, text: string | undefined): string =>
    text === undefined ? '' : `<a:${name}>${escapeXml(text)}</a:${name}>`;
  const identity =
    header.chargeBoxIdentity === undefined
      ? ''
      : `<o:chargeBoxIdentity xmlns:o="${escapeXml(header.namespace)}" S:mustUnderstand="true">` +
        `${escapeXml(header.chargeBoxIdentity)}</o:chargeBoxIdentity>`;
  return (
    `<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="${SOAP_NAMESPACE}" xmlns:a="${WSA_NAMESPACE}"><S:Header>` +
    identity +
    block('Action', header.action) +
    block('MessageID', header.messageId) +
    block('RelatesTo', header.relatesTo) +
    address('From', header.from) +
    address('ReplyTo', header.replyTo) +
    block('To', header.to) +
    `</S:Header><S:Body>${body}</S:Body></S:Envelope>`
  );
}

/** The fault of a message, if its Body is one: an answer to a call of ours. */
export function findFault({ body }: SoapMessage): { code: string; description: string } | undefined {
  if (body.name !== 'Fault' || body.namespace !== SOAP_NAMESPACE) return undefined;
  const child = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
    element?.children.find((one) => one.name === name);
  const code = child(body, 'Code');
  const value = child(child(code, 'Subcode'), 'Value') ?? child(code, 'Value');
  const description = child(child(body, 'Reason'), 'Text')?.text.trim() ?? '';
  return { code: value?.text.trim().replace(/^.*:/, '') || 'InternalError', description };
}
