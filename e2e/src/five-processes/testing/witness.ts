import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer, type RawData } from 'ws';

/** A status as a station told it and the platform answered it. */
export interface ToldStatus {
  /** `evse/connector`, 1.x connector n as `n/1`, connector 0 as `0/0`. */
  place: string;
  at: string;
  status: string;
  errorCode: string | null;
}

/** One socket of a station, by the clock of the witness. */
export interface SeenLink {
  from: number;
  to: number | null;
}

/** A call of the platform that a station got. */
export interface AskedCall {
  station: string;
  action: string;
  payload: Record<string, any>;
}

const OCCUPIED = new Set(['Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Finishing']);

/**
 * Stands between stations and a gateway, passes everything on, and remembers what stations told that was answered. It reads
 * frames by itself, with no code of the platform, so what it says is the stations' own word.
 */
export class Witness {
  readonly statuses = new Map<string, ToldStatus[]>();
  readonly links = new Map<string, SeenLink[]>();
  /** Each call that stations got, in order. */
  readonly asked: AskedCall[] = [];
  /** Calls that stations have answered, and the platform does not know yet: those that `holdsBack` says. */
  readonly heldBack: AskedCall[] = [];
  holdsBack: (call: AskedCall) => boolean = () => false;
  private readonly held: (() => void)[] = [];
  /** Calls of stations that wait for their answer. */
  private readonly open = new Map<string, Map<string, [action: string, payload: Record<string, any>]>>();
  private readonly server: WebSocketServer;

  private constructor(private readonly upstream: string) {
    this.server = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      handleProtocols: (offered) => [...offered][0] ?? false,
    });
    this.server.on('connection', (socket, request) => this.join(socket, decodeURIComponent(request.url ?? '')));
  }

  /** @param upstream - ws://…/ocpp of a gateway */
  static async before(upstream: string): Promise<Witness> {
    const witness = new Witness(upstream);
    await new Promise((resolve) => witness.server.once('listening', resolve));
    return witness;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What a place was told to be last. */
  statusOf(station: string, place: string): string | undefined {
    return this.statuses.get(station)?.findLast((told) => told.place === place)?.status;
  }

  /** Whether everything a station has said is answered. */
  isQuiet(station: string): boolean {
    return (this.open.get(station)?.size ?? 0) === 0;
  }

  /** Passes on all that was held back, and holds nothing any more. */
  release(): void {
    this.holdsBack = () => false;
    for (const pass of this.held.splice(0)) pass();
  }

  async close(): Promise<void> {
    for (const socket of this.server.clients) socket.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(socket: WebSocket, path: string): void {
    const station = path.split('/').at(-1) as string;
    const upstream = new WebSocket(`${this.upstream}/${encodeURIComponent(station)}`, socket.protocol);
    const waiting: string[] = [];
    const calls = new Map<string, [string, Record<string, any>]>();
    const asked = new Map<string, AskedCall>();
    const pass = (text: string): void => {
      if (upstream.readyState === WebSocket.OPEN) upstream.send(text);
    };
    const link: SeenLink = { from: Date.now(), to: null };
    upstream.on('open', () => {
      // Until here the gateway asked whether to let it in.
      link.from = Date.now();
      this.links.set(station, [...(this.links.get(station) ?? []), link]);
      this.open.set(station, calls);
      for (const text of waiting.splice(0)) upstream.send(text);
    });
    socket.on('message', (data: RawData) => {
      const text = (data as Buffer).toString();
      const [type, id, action, payload] = JSON.parse(text) as [number, string, string, Record<string, any>];
      if (type === 2) calls.set(id, [action, payload]);
      const answered = type === 2 ? undefined : asked.get(id);
      if (answered !== undefined && this.holdsBack(answered)) {
        this.heldBack.push(answered);
        this.held.push(() => pass(text));
        return;
      }
      if (upstream.readyState === WebSocket.OPEN) upstream.send(text);
      else waiting.push(text);
    });
    upstream.on('message', (data: RawData) => {
      const text = (data as Buffer).toString();
      const [type, id, action, payload] = JSON.parse(text) as [number, string, string, Record<string, any>];
      if (type === 2) {
        const call = { station, action, payload };
        this.asked.push(call);
        asked.set(id, call);
      }
      const call = calls.get(id);
      if (type !== 2) calls.delete(id);
      if (type === 3 && call?.[0] === 'StatusNotification') this.tell(station, call[1]);
      socket.send(text);
    });
    const end = (): void => {
      link.to ??= Date.now();
      calls.clear();
      socket.terminate();
      upstream.terminate();
    };
    for (const side of [socket, upstream]) side.on('close', end).on('error', end);
  }

  private tell(station: string, payload: Record<string, any>): void {
    const { connectorId, evseId, timestamp: at, errorCode } = payload;
    const place = evseId !== undefined ? `${evseId}/${connectorId}` : connectorId === 0 ? '0/0' : `${connectorId}/1`;
    const word = (payload.connectorStatus ?? payload.status) as string;
    const status = OCCUPIED.has(word) ? 'occupied' : word.toLowerCase();
    const error = errorCode === undefined || errorCode === 'NoError' ? null : (errorCode as string);
    this.statuses.set(station, [...(this.statuses.get(station) ?? []), { place, at, status, errorCode: error }]);
  }
}

/** What a station told, by place, without what it told again. */
export function changesOf(told: readonly ToldStatus[]): Record<string, string[]> {
  const places: Record<string, string[]> = {};
  const last = new Map<string, string>();
  for (const { place, at, status, errorCode } of told) {
    const now = JSON.stringify([status, errorCode]);
    if (last.get(place) === now) continue;
    last.set(place, now);
    (places[place] ??= []).push(`${at} ${status} ${errorCode}`);
  }
  return places;
}
