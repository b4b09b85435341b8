import { asks, type AskRequest, type StationEquipment } from '@chargebus/contracts';
import type { Messaging } from '@chargebus/messaging';

const ASK_DEADLINE_MS = 5_000;
type Conditions = Omit<AskRequest<typeof asks.equipment>, 'after'>;

/** Asks the registry what stations there are and what they run: who is told something must not be judged by old rows of ours. */
export class FindEquipment {
  constructor(private readonly messaging: Pick<Messaging, 'ask'>) {}

  /** Page by page. @throws AskFailed if the registry does not answer */
  async *pages(conditions: Conditions): AsyncGenerator<StationEquipment[]> {
    let after: string | null = null;
    do {
      const request: AskRequest<typeof asks.equipment> = { ...conditions, ...(after !== null && { after }) };
      const reply = await this.messaging.ask(asks.equipment, request, { deadlineMs: ASK_DEADLINE_MS });
      // A station on which the page before ended was deleted: those behind it are not lost sight of silently.
      if (!reply.ok) throw new Error(`the list of stations changed while it was read: ${reply.reason}`);
      yield reply.stations;
      after = reply.next;
    } while (after !== null);
  }

  /** @throws AskFailed if the registry does not answer */
  async find(tenantId: string, stationIds: string[]): Promise<Map<string, StationEquipment>> {
    const found = new Map<string, StationEquipment>();
    for await (const page of this.pages({ tenantId, stationIds })) {
      for (const station of page) found.set(station.stationId, station);
    }
    return found;
  }
}
