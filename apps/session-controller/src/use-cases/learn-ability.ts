import { asks, type CommandOutcome } from '@chargebus/contracts';
import type { Messaging } from '@chargebus/messaging';
import {
  decidePauseAbility,
  fromConfiguration,
  fromVariables,
  NOTHING_SAID,
  SMART_CHARGING_KEYS,
  SMART_CHARGING_VARIABLES,
  type PauseAbility,
  type SmartCharging,
} from '../domain/pause-ability';
import type { CommandStation } from './command-station';

const ASK_DEADLINE_MS = 3_000;

/** Finds out how a station can be paused: from the registry, and from the station itself where that does not know. */
export class LearnAbility {
  constructor(
    private readonly messaging: Pick<Messaging, 'ask'>,
    private readonly stations: CommandStation,
  ) {}

  /**
   * What the station can; or how the attempt to ask it ended, where it cannot be reached at all.
   * @throws AskFailed, NatsUnavailable: outages
   */
  async learn(at: {
    tenantId: string;
    stationId: string;
  }): Promise<PauseAbility | { ok: false; outcome: CommandOutcome }> {
    const { tenantId, stationId } = at;
    const state = await this.messaging.ask(asks.stationState, { tenantId, stationId }, { deadlineMs: ASK_DEADLINE_MS });
    const version = state.ok ? state.ocppVersion : undefined;
    const known = state.ok ? state.smartCharging : undefined;
    if (version === '1.5' || isTelling(known)) return decidePauseAbility(version, known ?? NOTHING_SAID);
    const said = await this.ask(at, version === '2.0.1' || version === '2.1');
    return 'outcome' in said ? { ok: false, ...said } : decidePauseAbility(version, said);
  }

  /** A station that would not say is tried all the same; one that does not answer is not. */
  private async ask(
    at: { tenantId: string; stationId: string },
    hasModel: boolean,
  ): Promise<SmartCharging | { outcome: CommandOutcome }> {
    const outcome = await this.stations.tell(
      at,
      hasModel
        ? {
            type: 'get-variables',
            variables: SMART_CHARGING_VARIABLES.map((variable) => ({ component: 'SmartChargingCtrlr', variable })),
          }
        : { type: 'get-configuration', keys: SMART_CHARGING_KEYS },
    );
    if (['offline', 'timeout', 'unknown-outcome'].includes(outcome.status)) return { outcome };
    const read = hasModel ? fromVariables : fromConfiguration;
    return outcome.response === undefined ? NOTHING_SAID : read(outcome.response);
  }
}

/** What another version's identification knows may be nothing about this. */
const isTelling = (known: SmartCharging | undefined): boolean =>
  known !== undefined && (known.supported === false || known.rateUnits !== null || known.maxStackLevel !== null);
