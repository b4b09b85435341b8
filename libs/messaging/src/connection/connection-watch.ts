import { EventEmitter } from 'node:events';
import { Events, type NatsConnection } from 'nats';
import type { MessagingLogger } from '../messaging';

/** Knows at any moment whether the connection is up, and tells when that changes. */
export class ConnectionWatch {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private connected = true;

  constructor(
    private readonly nc: NatsConnection,
    private readonly logger: MessagingLogger,
  ) {
    void this.follow();
  }

  healthy(): boolean {
    return this.connected && !this.nc.isClosed();
  }

  onReconnect(listener: () => void): () => void {
    return this.listen('reconnect', listener);
  }

  onDisconnect(listener: () => void): () => void {
    return this.listen('disconnect', listener);
  }

  /** True as soon as there is a connection, false after `timeoutMs` without one. */
  untilHealthy(timeoutMs: number): Promise<boolean> {
    if (this.healthy()) return Promise.resolve(true);
    if (timeoutMs <= 0) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (healthy: boolean) => {
        clearTimeout(timer);
        stop();
        resolve(healthy);
      };
      const timer = setTimeout(() => end(false), timeoutMs);
      const stop = this.onReconnect(() => end(true));
    });
  }

  private listen(what: 'reconnect' | 'disconnect', listener: () => void): () => void {
    this.emitter.on(what, listener);
    return () => this.emitter.off(what, listener);
  }

  private async follow(): Promise<void> {
    for await (const status of this.nc.status()) {
      if (status.type === Events.Disconnect && this.connected) {
        this.connected = false;
        this.logger.warn(`NATS connection lost (${String(status.data)})`);
        this.emitter.emit('disconnect');
      } else if (status.type === Events.Reconnect) {
        this.connected = true;
        this.logger.info(`NATS connection is back (${String(status.data)})`);
        this.emitter.emit('reconnect');
      } else if (status.type === Events.Error) {
        const { permissionContext: refused } = status as { permissionContext?: { operation: string; subject: string } };
        this.logger.error(
          refused ? `NATS refuses ${refused.operation} on ${refused.subject}` : `NATS error ${String(status.data)}`,
        );
      }
    }
    this.connected = false;
  }
}
