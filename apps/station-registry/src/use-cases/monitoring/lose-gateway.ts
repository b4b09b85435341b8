import { v5 as uuidv5 } from 'uuid';
import { decideLinkLost } from '../../domain/monitoring/link';
import { closeLinks } from '../../store/monitoring/station-history.repository';
import { loadStates, saveStates, stationKey } from '../../store/monitoring/station-state.repository';
import { connectedThrough } from '../../store/monitoring/gateway.repository';
import { ALL_TENANTS } from '@chargebus/database';
import { REGISTRY_ACTOR, type RegistryWriter } from '../../store/registry-writer';

const LOST_NAMESPACE = '0b9c8a54-7b6e-4f0a-9f6d-3c6c1c7d4a11';
const STATIONS_A_TRANSACTION = 500;

/**
 * A gateway's lease ran out: the stations whose current link is its own are disconnected. Any replica may do it, at once or
 * again: a station that has another link by then, or is marked already, stays as it is.
 */
export class LoseGateway {
  /** @param caughtUp - waits until the log as it is now is projected, false if that takes too long */
  constructor(
    private readonly writer: RegistryWriter,
    private readonly caughtUp: () => Promise<boolean>,
  ) {}

  /**
   * @returns how many stations were marked.
   * @throws Error if the registry is behind the log: a link of the lost gateway that is not read yet would stay.
   */
  async lose(gatewayId: string, at: string): Promise<number> {
    if (!(await this.caughtUp()))
      throw new Error(`the log is not read to its end yet; gateway ${gatewayId} has to wait`);
    let lost = 0;
    for (const [tenantId, stationIds] of await this.writer.read(ALL_TENANTS, (em) => connectedThrough(em, gatewayId))) {
      for (let from = 0; from < stationIds.length; from += STATIONS_A_TRANSACTION) {
        lost += await this.mark(tenantId, stationIds.slice(from, from + STATIONS_A_TRANSACTION), gatewayId, at);
      }
    }
    return lost;
  }

  private mark(tenantId: string, stationIds: string[], gatewayId: string, at: string): Promise<number> {
    return this.writer.write({ tenantId, actor: REGISTRY_ACTOR }, async (tx) => {
      const keys = stationIds.map((stationId) => ({ tenantId, stationId }));
      const before = await loadStates(tx.em, keys);
      const lost = [...before.values()]
        .map((state) => decideLinkLost(state, gatewayId, at))
        .filter((state) => state !== before.get(stationKey(state)));
      await saveStates(tx.em, lost, before);
      await closeLinks(
        tx.em,
        lost.flatMap(({ stationId, link }) =>
          link === null
            ? []
            : {
                tenantId,
                stationId,
                logEpoch: link.logEpoch,
                epoch: link.epoch,
                at,
                code: null,
                reason: 'gateway lost',
              },
        ),
      );
      for (const { stationId, link } of lost) {
        const id = uuidv5(JSON.stringify([tenantId, stationId, link?.logEpoch, link?.epoch]), LOST_NAMESPACE);
        tx.publish('station.presence-changed', stationId, { stationId, connected: false }, id);
      }
      return lost.length;
    });
  }
}
