import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** A frame of OCPP-J: what stations of this bench think in, also over SOAP. */
export type Frame = [type: number, id: string, ...content: unknown[]];

/** How a station's frames travel. */
export interface Line {
  send(frame: Frame): void;
  end(): void;
}
export interface LineEnds {
  received(frame: Frame): void;
  /** It ended, by whichever side. */
  closed(): void;
}

/** A socket of plain `ws`, no library of ours; tries again while the server refuses. */
export async function openSocket(url: string, subprotocol: string, ends: LineEnds): Promise<Line> {
  for (;;) {
    const socket = new WebSocket(url, [subprotocol], { perMessageDeflate: false });
    const opened = await new Promise<boolean>((resolve) => {
      socket.once('open', () => resolve(true)).once('error', () => resolve(false));
    });
    if (opened) {
      socket.on('message', (data) => ends.received(JSON.parse((data as Buffer).toString()) as Frame));
      socket.on('close', () => ends.closed());
      return { send: (frame) => socket.send(JSON.stringify(frame)), end: () => socket.terminate() };
    }
    await pause(200 + Math.random() * 300);
  }
}

const CS16 = 'urn://Ocpp/Cs/2015/10/';
const ADDRESSING = 'http://www.w3.org/2005/08/addressing';

/** A station that posts OCPP 1.6 over SOAP by a connection of its own, which it keeps; it takes no calls. */
export function openSoap(url: string, stationId: string, { received }: LineEnds): Line {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = ([, id, action, payload]: Frame): void => {
    const failed = (why: string): void => received([4, id, 'InternalError', why, {}]);
    const posted = request(url, { method: 'POST', agent, headers: { 'Content-Type': 'application/soap+xml' } });
    posted.on('error', (error) => failed(error.message));
    posted.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => {
        if (response.statusCode === 200) received([3, id, readFields(text)]);
        else failed(`${response.statusCode} ${text}`);
      });
    });
    posted.end(toEnvelope(stationId, id, String(action), payload as object));
  };
  return { send, end: () => agent.destroy() };
}

function toEnvelope(stationId: string, id: string, action: string, payload: object): string {
  const name = `${action.charAt(0).toLowerCase()}${action.slice(1)}Request`;
  return (
    '<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope"><S:Header>' +
    `<chargeBoxIdentity xmlns="${CS16}" S:mustUnderstand="true">${stationId}</chargeBoxIdentity>` +
    `<a:Action xmlns:a="${ADDRESSING}">/${action}</a:Action><a:MessageID xmlns:a="${ADDRESSING}">${id}</a:MessageID>` +
    `</S:Header><S:Body><${name} xmlns="${CS16}">${toElements(payload)}</${name}></S:Body></S:Envelope>`
  );
}

/** The texts of this bench have nothing to escape. */
function toElements(value: object): string {
  return Object.entries(value)
    .flatMap(([name, content]) => (Array.isArray(content) ? content : [content]).map((one: unknown) => [name, one]))
    .map(([name, one]) => `<${name}>${typeof one === 'object' && one !== null ? toElements(one) : one}</${name}>`)
    .join('');
}

/** Each element that holds a text, by its name: all that a station here looks at. */
function readFields(xml: string): Record<string, string> {
  return Object.fromEntries([...xml.matchAll(/<(\w+)>([^<]*)<\//g)].map(([, name, text]) => [name, text]));
}
