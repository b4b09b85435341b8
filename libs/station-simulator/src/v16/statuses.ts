import type { Rig } from '../rig';
import { Statuses } from '../statuses';
import type { Connector } from './connector';

/** StatusNotifications of 1.6: each connector's, and connector 0 for the station itself. */
export class Statuses16 extends Statuses<Connector> {
  private stationOperative = true;

  constructor(
    private readonly rig: Rig,
    connectors: readonly Connector[],
    ready: () => boolean,
  ) {
    super(connectors, ready, ({ id, status, errorCode }) => notify(rig, id, status, errorCode));
  }

  override tellAll(): void {
    this.tellStation();
    super.tellAll();
  }

  tellStation(): void {
    void notify(this.rig, 0, this.stationOperative ? 'Available' : 'Unavailable', 'NoError');
  }

  setStation(operative: boolean): void {
    if (this.stationOperative === operative) return;
    this.stationOperative = operative;
    if (this.ready()) this.tellStation();
  }
}

async function notify(rig: Rig, connectorId: number, status: string, errorCode: string): Promise<boolean> {
  const timestamp = rig.now().toISOString();
  const outcome = await rig.lane.call('StatusNotification', { connectorId, errorCode, status, timestamp });
  return outcome.kind === 'result';
}
