import { asks, costOfSession, type DriverCost, type LinkEvent } from '@chargebus/contracts';
import { AskFailed, type Appended, type Messaging } from '@chargebus/messaging';

type Priced = (typeof costOfSession.request)['_output']['event'];

/** A report that tells of a transaction, and where it stands in the log. */
export interface LoggedReport {
  event: Priced;
  at: Pick<Appended, 'epoch' | 'seq' | 'index'>;
}

const PRICED = new Set<LinkEvent['kind']>([
  'station.transaction.updated',
  'station.transaction.ended',
  'station.samples.reported',
]);

export const isPriced = (event: LinkEvent): event is Priced => PRICED.has(event.kind);

/** Asks billing what drivers are shown. */
export class CostDesk {
  constructor(
    private readonly messaging: Pick<Messaging, 'ask'>,
    /** How long an answer to a station may wait for its cost, in ms. */
    private readonly answerMs: number,
  ) {}

  /**
   * What the transaction costs with this report counted; undefined where nobody knows, or not in time. Billing that is slow or away
   * delays no answer by more than its deadline.
   * @param waitMs where no answer waits for it
   */
  async ask({ event, at }: LoggedReport, waitMs = this.answerMs): Promise<DriverCost | undefined> {
    const { tenantId, stationId } = event;
    const { epoch, seq, index } = at;
    const position = { epoch, seq, index };
    try {
      const request = { tenantId, stationId, event, position, waitMs };
      const reply = await this.messaging.ask(asks.costOfSession, request, { deadlineMs: waitMs });
      return reply.ok ? (reply.cost ?? undefined) : undefined;
    } catch (error) {
      if (error instanceof AskFailed) return undefined;
      throw error;
    }
  }
}
