import { RPCClient } from 'ocpp-rpc';

/** A station played by npm's `ocpp-rpc`, a client we did not write; strict: it checks all that we send by the schemas. */
export interface RpcStation {
  id: string;
  client: RPCClient;
  /** What strict mode found wrong with the platform's messages; must stay empty. */
  faults: unknown[];
  call(action: string, payload: object): Promise<any>;
  close(): Promise<void>;
}

/** A version as a station speaks it: its subprotocol, and how it boots. */
export interface StationVersion {
  subprotocol: 'ocpp1.6' | 'ocpp2.0.1';
  boot: object;
}

export async function connectRpcStation(
  stationsUrl: string,
  id: string,
  password?: string,
  subprotocol: StationVersion['subprotocol'] = 'ocpp1.6',
): Promise<RpcStation> {
  const options = { endpoint: stationsUrl, identity: id, protocols: [subprotocol], strictMode: true, reconnect: false };
  // Its types ask for every option; its code has defaults for all.
  const client = new RPCClient({ ...options, ...(password !== undefined && { password }) } as ConstructorParameters<
    typeof RPCClient
  >[0]);
  const faults: unknown[] = [];
  client.on('strictValidationFailure', (event: unknown) => faults.push(event));
  await client.connect();
  return {
    id,
    client,
    faults,
    call: (action, payload) => client.call(action, payload),
    close: async () => void (await client.close({ code: 1000, reason: 'done' })),
  };
}

export const boot = { chargePointVendor: 'Example', chargePointModel: 'One', firmwareVersion: '1.0.0' };
export const version16: StationVersion = { subprotocol: 'ocpp1.6', boot };
export const version201: StationVersion = {
  subprotocol: 'ocpp2.0.1',
  boot: {
    reason: 'PowerUp',
    chargingStation: { vendorName: 'Example', model: 'One', firmwareVersion: '1.0.0', serialNumber: 'S-1' },
  },
};
