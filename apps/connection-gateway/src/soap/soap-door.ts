import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { StationLinks } from '@chargebus/messaging';
import type { GatewayConfig } from '../config';
import type { AdmissionQueue } from '../door/admission-queue';
import type { PeerSettings } from '../door/peer';
import type { ConnectionParts } from '../link/connection-parts';
import { SoapAdmission } from './soap-admission';
import { SoapEndpoint } from './soap-endpoint';
import { SoapStations } from './soap-stations';

export interface SoapDoorParts {
  connection: ConnectionParts;
  links: StationLinks;
  peers: PeerSettings;
  queue: AdmissionQueue;
  isShut(): boolean;
  /** A station is behind this socket. */
  admitted(socket: Socket): void;
}

/** All there is about SOAP, put together from the gateway's settings. */
export class SoapDoor {
  private readonly stations: SoapStations;
  private readonly endpoint: SoapEndpoint;

  constructor(config: GatewayConfig, mode: 'on' | 'open', parts: SoapDoorParts) {
    const { connection, links, peers, queue } = parts;
    const maxBytes = config.SOAP_MAX_BYTES;
    this.stations = new SoapStations(connection, links, {
      leaseMs: config.LEASE_MS,
      callbackRanges: config.SOAP_CALLBACK_RANGES,
      maxBytes,
    });
    const admission = new SoapAdmission({
      mode,
      addresses: config.SOAP_ADDRESSES,
      attempts: { perSecond: config.STATION_RATE, burst: config.STATION_BURST },
      peers,
      queue,
      verdicts: connection.handling.verdicts,
      stations: this.stations,
      connection,
    });
    this.endpoint = new SoapEndpoint({
      connection,
      admission,
      maxBytes,
      retryAfterS: config.RETRY_AFTER_S,
      isShut: () => parts.isShut(),
      admitted: (request) => parts.admitted(request.socket),
    });
  }

  /** @returns whether the request is one of SOAP */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    return this.endpoint.take(request, response);
  }

  sweep(): void {
    this.stations.sweep();
  }

  stop(): Promise<void> {
    return this.stations.stop();
  }
}
