import type { StationCommandOf } from '@chargebus/contracts';
import { endsTheTalk, worstOf, type Ending } from '../../domain/commands/command';
import { findDetails } from '../../store/registration/station-details.repository';
import type { RegistryWriter } from '../../store/registry-writer';
import type { Asked, Talk, TalkEnd, Tell } from './talk';

type Trigger = StationCommandOf<'trigger'>;

const STATUS: Trigger = { type: 'trigger', message: 'status' };
const METER_VALUES: Trigger = { type: 'trigger', message: 'meter-values' };
/** A refresh is not worth more calls than these, over a cellular link. */
const MOST_CONNECTORS = 8;

/**
 * Has a station report its status, then its meter values. The outcome is that of the worse of both; each one's own is in the
 * response. "Accepted" means that the station will report: what it then says is in its state.
 */
export class RefreshStation implements Talk {
  readonly steps = MOST_CONNECTORS + 1;

  constructor(private readonly writer: RegistryWriter) {}

  async run(asked: Asked, tell: Tell): Promise<TalkEnd> {
    const told: Ending[] = [];
    for (const trigger of await this.statusTriggers(asked)) {
      told.push(await tell(trigger));
      if (endsTheTalk(worstOf(told))) break;
    }
    const status = worstOf(told);
    const meterValues = endsTheTalk(status) ? undefined : await tell(METER_VALUES);
    const steps = meterValues === undefined ? told : [...told, meterValues];
    const response = { status, meterValues: meterValues?.status ?? 'not-sent' };
    const error = steps.find((step) => step.error !== null)?.error ?? null;
    return { ending: { status: worstOf(steps), response, error } };
  }

  /** OCPP 2.x F06.FR.12: a status is asked for connector by connector; one of 1.x tells all that it has. */
  private async statusTriggers({ author: { tenantId }, stationId }: Asked): Promise<Trigger[]> {
    const details = await this.writer.read(tenantId, (em) => findDetails(em, tenantId, stationId));
    const isTold = details?.state?.ocppVersion?.startsWith('2.') ?? false;
    const connectors = isTold ? (details?.connectors ?? []).filter(({ evse }) => evse > 0) : [];
    if (connectors.length === 0) return [STATUS];
    return connectors.slice(0, MOST_CONNECTORS).map(({ evse, id }) => ({ ...STATUS, evseId: evse, connectorId: id }));
  }
}
