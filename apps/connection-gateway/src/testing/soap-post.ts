import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';

export const CS15 = 'urn://Ocpp/Cs/2012/06/';
export const CS16 = 'urn://Ocpp/Cs/2015/10/';
export const WSA = 'http://www.w3.org/2005/08/addressing';

export interface SoapAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  text: string;
}

/** Posts bytes as they are, with the headers as they are. */
export function post(
  url: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
  options: RequestOptions = {},
): Promise<SoapAnswer> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const type = { 'Content-Type': 'application/soap+xml; charset=utf-8' };
    const all = { method: 'POST', headers: { ...type, ...headers }, agent: false, ...options } as const;
    const request = send(url, all, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const { statusCode: status = 0, headers: told } = response;
        resolve({ status, headers: told, body: bytes, text: bytes.toString() });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** A message as a station writes it; `header` is what it has besides its identity, its action and its number. */
export function envelope(stationId: string, message: string, namespace = CS15, header = ''): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope" xmlns:a="${WSA}">` +
    `<S:Header><chargeBoxIdentity xmlns="${namespace}">${stationId}</chargeBoxIdentity>` +
    `<a:Action>/X</a:Action><a:MessageID>urn:uuid:1</a:MessageID>${header}</S:Header>` +
    `<S:Body>${message.replace(/^<(\w+)/, `<$1 xmlns="${namespace}"`)}</S:Body></S:Envelope>`
  );
}

export const heartbeat = '<heartbeatRequest></heartbeatRequest>';
export const from = (url: string): string => `<a:From><a:Address>${url}</a:Address></a:From>`;

/** Code and subcode of a fault, without their prefixes; undefined where there is none. */
export function faultOf({ text }: SoapAnswer): [code: string, subcode: string] | undefined {
  const found = /<S:Code><S:Value>S:(\w+)<\/S:Value><S:Subcode><S:Value [^>]*>o:(\w+)<\/S:Value><\/S:Subcode>/.exec(
    text,
  );
  return found ? [found[1]!, found[2]!] : undefined;
}

/** Where a gateway takes what SOAP stations post. */
export function soapUrl({ url }: { url: string }): string {
  return url.replace('ws:', 'http:').replace('/ocpp', '/soap');
}
