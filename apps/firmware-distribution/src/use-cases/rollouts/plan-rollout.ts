import { createHash } from 'node:crypto';
import type { StationEquipment } from '@chargebus/contracts';
import { decideStation, type StationVerdict } from '../../domain/rollouts/decide-station';
import { waveOf, type RolloutPolicy } from '../../domain/rollouts/rollout';
import type { ImageRow } from '../../store/image.row';
import type { RolloutSelector } from '../../store/rollouts/rollout.row';
import type { FindEquipment } from '../updates/find-equipment';

/** What a rollout would do with a station. */
export type Planned = StationVerdict & {
  readonly stationId: string;
  /** Null for one that is skipped. */
  readonly wave: number | null;
  readonly fromVersion: string | null;
};

/** Which stations a rollout is for, and in which order: those that are there first, else by lot. */
export class PlanRollout {
  constructor(
    private readonly equipment: FindEquipment,
    private readonly ftpOn: boolean,
  ) {}

  /** @param lot - the same lot gives the same order. @throws AskFailed if the registry is away */
  async plan(
    tenantId: string,
    image: ImageRow,
    { selector, policy, lot }: { selector: RolloutSelector; policy: RolloutPolicy; lot: string },
  ): Promise<Planned[]> {
    const now = new Date();
    const stations: { station: StationEquipment; verdict: StationVerdict }[] = [];
    for await (const page of this.equipment.pages({ tenantId, ...toConditions(selector) })) {
      for (const station of page) {
        if (!(selector.tags ?? []).every((tag) => station.tags.includes(tag))) continue;
        stations.push({ station, verdict: decideStation({ ...policy, ftpOn: this.ftpOn }, image, station, now) });
      }
    }
    const wanted = stations.filter(({ verdict }) => verdict.verdict !== 'skip');
    const order = new Map(wanted.map(({ station }) => [station.stationId, orderOf(station, lot)]));
    wanted.sort((a, b) => ((order.get(a.station.stationId) ?? '') < (order.get(b.station.stationId) ?? '') ? -1 : 1));
    const planned = wanted.map(({ station, verdict }, n) =>
      toPlanned(station, verdict, waveOf(n, wanted.length, policy)),
    );
    const skipped = stations.filter(({ verdict }) => verdict.verdict === 'skip');
    return [...planned, ...skipped.map(({ station, verdict }) => toPlanned(station, verdict, null))];
  }
}

const toPlanned = (
  { stationId, firmwareVersion }: StationEquipment,
  verdict: StationVerdict,
  wave: number | null,
): Planned => ({
  ...verdict,
  ...{ stationId, wave, fromVersion: firmwareVersion },
});

const orderOf = ({ stationId, connected }: StationEquipment, lot: string): string =>
  `${connected ? 0 : 1}${createHash('sha256').update(`${lot}/${stationId}`).digest('hex')}`;

function toConditions({ stationIds, vendor, model, currentVersion, locationId, group, tags }: RolloutSelector) {
  return {
    ...(stationIds && { stationIds: [...stationIds] }),
    ...(vendor !== undefined && { vendor }),
    ...(model !== undefined && { model }),
    ...(currentVersion !== undefined && { firmwareVersion: currentVersion }),
    ...(locationId !== undefined && { locationId }),
    ...(group !== undefined && { group }),
    ...(tags?.[0] !== undefined && { tag: tags[0] }),
  };
}
