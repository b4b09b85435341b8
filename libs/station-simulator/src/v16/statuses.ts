import type { Rig } from '../rig';
import type { Connector } from './connector';

/** Tells the CSMS each connector's status when it has changed; what happens offline is told once, as it then is. */
export class Statuses {
  private stationOperative = true;

  constructor(
    private readonly rig: Rig,
    private readonly connectors: readonly Connector[],
    private readonly ready: () => boolean,
  ) {}

  /** Everything, after a boot: connector 0 is the station itself. */
  tellAll(): void {
    this.tellStation();
    for (const connector of this.connectors) this.tell(connector);
  }

  /** Whatever is not as it was told. */
  tellChanged(): void {
    for (const connector of this.connectors) this.refresh(connector);
  }

  refresh(connector: Connector): void {
    const { status } = connector;
    if (connector.reported === status) return;
    if (this.ready()) this.tell(connector);
  }

  tell(connector: Connector): void {
    const { status, errorCode, id } = connector;
    connector.reported = status;
    void this.send(id, status, errorCode).then((heard) => {
      if (!heard && connector.reported === status) connector.reported = undefined;
    });
  }

  tellStation(): void {
    void this.send(0, this.stationOperative ? 'Available' : 'Unavailable', 'NoError');
  }

  setStation(operative: boolean): void {
    if (this.stationOperative === operative) return;
    this.stationOperative = operative;
    if (this.ready()) this.tellStation();
  }

  private async send(connectorId: number, status: string, errorCode: string): Promise<boolean> {
    const timestamp = this.rig.now().toISOString();
    const outcome = await this.rig.lane.call('StatusNotification', { connectorId, errorCode, status, timestamp });
    return outcome.kind === 'result';
  }
}
