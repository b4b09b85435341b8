import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { deflate, gzip } from 'node:zlib';
import {
  ANONYMOUS,
  readEnvelope,
  soapFault,
  toPayload,
  toSoapFault,
  writeFault,
  writeMessage,
  writePayload,
  XmlRefused,
  type SoapFault,
  type SoapHeader,
  type SoapMessage,
} from '@chargebus/ocpp-rpc';
import { DEFAULT_TENANT } from '../door/station-url';
import type { ConnectionParts } from '../link/connection-parts';
import { BodyRefused, readBody } from './bodies';
import type { SoapAdmission } from './soap-admission';
import { readSoapServices, toAction, toElementName, type SoapService } from './soap-services';

export interface SoapEndpointParts {
  connection: Pick<ConnectionParts, 'logger' | 'counts' | 'isLogOutage'>;
  admission: SoapAdmission;
  maxBytes: number;
  retryAfterS: number;
  /** Nobody is heard while the gateway stops, nor while there is no log to answer from (messaging rule 4). */
  isShut(): boolean;
  /** The station behind this request is admitted. */
  admitted(request: IncomingMessage): void;
}

/** Who is answered, as far as it is known yet. */
interface Asked {
  service: SoapService;
  header: SoapHeader;
}

/** A station waits for its answer no longer than this; what it posted is handled all the same, and may come again. */
const ANSWER_MS = 25_000;
const LONGEST_IDENTITY = 48;
/** Shorter answers gain nothing; stations on mobile lines pay for the others by the byte. */
const COMPRESS_FROM = 512;

/** `/soap`, `/soap/<tenant>`, `/soap/<tenant>/<secret>`; undefined for what is none of ours. */
export function parseSoapPath(url: string): { tenantId: string; secret?: string } | undefined {
  const segments = (url.split('?', 1)[0] ?? '').replace(/\/$/, '').split('/').slice(1);
  if (segments[0] !== 'soap' || segments.length > 3) return undefined;
  try {
    const [tenantId = DEFAULT_TENANT, secret] = segments.slice(1).map(decodeURIComponent);
    if (tenantId === '' || tenantId.length > 36 || /\p{Cc}/u.test(tenantId)) return undefined;
    return { tenantId, ...(secret !== undefined && { secret }) };
  } catch {
    return undefined;
  }
}

/** The door for stations that speak OCPP 1.5 or 1.6 over SOAP 1.2: each post is a message, its answer is in that of HTTP. */
export class SoapEndpoint {
  private readonly services = readSoapServices();
  private readonly byNamespace = new Map(this.services.map((service) => [service.central.namespace, service]));

  constructor(private readonly parts: SoapEndpointParts) {}

  /** @returns whether the request was for this endpoint; it is answered then, or will be */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    const path = parseSoapPath(request.url ?? '');
    if (!path) return false;
    this.answer(request, response, path).catch((error: unknown) => {
      // Whoever leaves in the middle of a message comes again with all of it.
      if (request.complete) this.parts.connection.logger.error({ error }, 'a SOAP request could not be handled');
      response.destroy();
    });
    return true;
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
    path: { tenantId: string; secret?: string },
  ) {
    const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '');
    if (request.method === 'GET' && query.has('wsdl')) return this.sendWsdl(response, query.get('wsdl') ?? '');
    if (request.method !== 'POST') {
      response.writeHead(405, { Allow: 'POST, GET', 'Content-Type': 'text/plain' }).end('POST a message, GET ?wsdl\n');
      return;
    }
    if (this.parts.isShut()) return this.comeAgain(response);
    let asked: Asked = { service: this.services[0]!, header: {} };
    const refuse = (fault: SoapFault, status?: number) => this.sendFault(request, response, asked, fault, status);
    try {
      const xml = await readBody(request, this.parts.maxBytes);
      const message = readEnvelope(xml);
      this.parts.connection.counts.framesIn.inc();
      const service = this.byNamespace.get(message.body.namespace);
      asked = { service: service ?? asked.service, header: message.header };
      if (!service) {
        const known = [...this.byNamespace.keys()].join(', ');
        return await refuse(soapFault('ProtocolError', `the Body's namespace is none of ${known}`));
      }
      await this.answerMessage(request, response, { ...path, xml, message, service });
    } catch (error) {
      if (error instanceof XmlRefused) await refuse(soapFault('ProtocolError', error.message));
      else if (error instanceof BodyRefused) {
        response.shouldKeepAlive = false;
        await refuse(soapFault('ProtocolError', error.message), error.status);
      } else if (this.parts.connection.isLogOutage(error)) this.comeAgain(response);
      else throw error;
    }
  }

  private async answerMessage(
    request: IncomingMessage,
    response: ServerResponse,
    o: { tenantId: string; secret?: string; xml: string; message: SoapMessage; service: SoapService },
  ): Promise<void> {
    const { message, service, tenantId, secret } = o;
    const { header, body } = message;
    const asked = { service, header };
    const refuse = (fault: SoapFault, status?: number) => this.sendFault(request, response, asked, fault, status);
    const stationId = header.chargeBoxIdentity;
    if (stationId === undefined || stationId.length > LONGEST_IDENTITY) {
      return refuse(soapFault('ProtocolError', `the header chargeBoxIdentity has 1 to ${LONGEST_IDENTITY} characters`));
    }
    const entry = await this.parts.admission.decide(request, { tenantId, stationId, secret, service });
    if (!entry.ok) {
      this.parts.connection.counts.refusedUpgrades.inc({ reason: `soap-${entry.fault.subcode}` });
      if (entry.status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="OCPP"');
      return entry.status === 503 ? this.comeAgain(response) : refuse(entry.fault, entry.status);
    }
    this.parts.admitted(request);
    const action = toAction(body.name);
    const type = service.central.messages.get(body.name);
    if (action === undefined || !type) {
      return refuse(soapFault('NotSupported', `${body.name} is no message of OCPP ${service.dialect.version}`));
    }
    const payload = toPayload(body, type);
    const { station } = entry;
    station.trace('in', o.xml, action, payload);
    const answered = station.answer({ action, payload }, header.from);
    answered.catch(() => undefined); // awaited below, unless it comes too late
    const answer = await Promise.race([answered, sleep(ANSWER_MS, 'late' as const, { ref: false })]);
    if (answer === 'late') return this.comeAgain(response);
    if (answer.kind === 'error') {
      const fault = toSoapFault(answer.fault);
      station.trace('out', writeFault(answerHeader(asked), fault), action, fault, answer.remarks);
      return refuse(fault);
    }
    const name = toElementName(action, 'Response');
    const responseType = service.central.messages.get(name);
    if (!responseType) throw new Error(`the WSDL has no ${name}`);
    const xml = writeMessage(
      { ...answerHeader(asked), action: `/${action}Response` },
      name,
      writePayload(answer.payload, responseType),
    );
    await this.send(request, response, 200, xml);
    station.trace('out', xml, action, answer.payload, answer.remarks);
  }

  private sendWsdl(response: ServerResponse, version: string): void {
    const service =
      version === '' ? this.services[0] : this.services.find(({ dialect }) => dialect.version === version);
    if (service) response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' }).end(service.wsdl);
    else response.writeHead(404, { 'Content-Type': 'text/plain' }).end('?wsdl=1.5 or ?wsdl=1.6\n');
  }

  private comeAgain(response: ServerResponse): void {
    response.writeHead(503, { 'Retry-After': String(this.parts.retryAfterS), Connection: 'close' }).end();
  }

  private sendFault(
    request: IncomingMessage,
    response: ServerResponse,
    asked: Asked,
    fault: SoapFault,
    status = fault.code === 'Sender' ? 400 : 500,
  ): Promise<void> {
    return this.send(request, response, status, writeFault(answerHeader(asked), fault));
  }

  private async send(request: IncomingMessage, response: ServerResponse, status: number, xml: string): Promise<void> {
    const plain = Buffer.from(xml, 'utf8');
    const encoding = plain.length < COMPRESS_FROM ? undefined : chooseEncoding(request.headers['accept-encoding']);
    const body = encoding === undefined ? plain : await promisify(encoding === 'gzip' ? gzip : deflate)(plain);
    // A station that posts text/xml reads text/xml; the others get what SOAP 1.2 says.
    const isText = /^\s*text\/xml/i.test(request.headers['content-type'] ?? '');
    this.parts.connection.counts.framesOut.inc();
    response
      .writeHead(status, {
        'Content-Type': `${isText ? 'text/xml' : 'application/soap+xml'}; charset=utf-8`,
        'Content-Length': body.length,
        ...(encoding !== undefined && { 'Content-Encoding': encoding }),
      })
      .end(body);
  }
}

function answerHeader({ service, header }: Asked) {
  const relatesTo = header.messageId === undefined ? {} : { relatesTo: header.messageId };
  const messageId = `urn:uuid:${randomUUID()}`;
  return { namespace: service.central.namespace, messageId, to: ANONYMOUS, ...relatesTo };
}

function chooseEncoding(accepted: string | undefined): 'gzip' | 'deflate' | undefined {
  const offered = (accepted ?? '')
    .split(',')
    .filter((one) => !/;\s*q=0(?:\.0*)?\s*$/.test(one))
    .map((one) => one.split(';', 1)[0]?.trim().toLowerCase());
  if (offered.includes('gzip')) return 'gzip';
  return offered.includes('deflate') ? 'deflate' : undefined;
}
