import type { Socket } from 'node:net';

interface Pending {
  socket: Socket;
  address: string;
  deadline: number;
  closed(): void;
}

export interface PendingLimits {
  /** Sockets at most that are not admitted yet. */
  total: number;
  /** The same of one address, so that one peer cannot take all the room. */
  perAddress: number;
}

/**
 * The sockets that nobody is behind yet: bounded in number and in time, whatever state their handshake is in. One table
 * and one sweep for all: no timer a socket.
 */
export class PendingSockets {
  private readonly sockets = new Map<string, Pending>();
  private readonly perAddress = new Map<string, number>();

  constructor(private readonly limits: PendingLimits) {}

  /** Takes note of a new socket. @returns false if there is no room; the caller ends it. */
  enter(socket: Socket, address: string, o: { deadline: number; bounded: boolean }): boolean {
    const ofAddress = this.perAddress.get(address) ?? 0;
    if (this.sockets.size >= this.limits.total) return false;
    if (o.bounded && ofAddress >= this.limits.perAddress) return false;
    const key = keyOf(socket);
    const closed = (): void => this.remove(key);
    socket.once('close', closed);
    this.sockets.set(key, { socket, address, deadline: o.deadline, closed });
    this.perAddress.set(address, ofAddress + 1);
    return true;
  }

  /** Another stage of the handshake has begun: it may take until `deadline`. `socket` may be the TLS side of the one that entered. */
  extend(socket: Socket, deadline: number): void {
    const pending = this.sockets.get(keyOf(socket));
    if (pending) pending.deadline = deadline;
  }

  /** The station is admitted: its socket is nobody's concern here any more. */
  admit(socket: Socket): void {
    const key = keyOf(socket);
    const pending = this.sockets.get(key);
    pending?.socket.off('close', pending.closed);
    this.remove(key);
  }

  /** Ends what is overdue: peers that send nothing, or too slowly, or do not take their refusal. @returns how many. */
  sweep(now: number): number {
    let ended = 0;
    for (const { socket, deadline } of this.sockets.values()) {
      if (deadline > now) continue;
      socket.destroy();
      ended++;
    }
    return ended;
  }

  destroyAll(): void {
    for (const { socket } of this.sockets.values()) socket.destroy();
  }

  get size(): number {
    return this.sockets.size;
  }

  private remove(key: string): void {
    const pending = this.sockets.get(key);
    if (pending === undefined) return;
    this.sockets.delete(key);
    const others = (this.perAddress.get(pending.address) ?? 1) - 1;
    if (others > 0) this.perAddress.set(pending.address, others);
    else this.perAddress.delete(pending.address);
  }
}

/** The same for a TCP socket and for the TLS socket on top of it. */
function keyOf(socket: Socket): string {
  return `${socket.remoteAddress ?? ''} ${socket.remotePort ?? 0} ${socket.localPort ?? 0}`;
}
