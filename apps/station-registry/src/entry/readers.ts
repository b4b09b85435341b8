import type { Fact, StationEvent } from '@chargebus/contracts';
import { Projection } from '@chargebus/messaging';
import type { Runtime } from '@chargebus/service-runtime';
import { markBooted } from '../use-cases/monitoring/mark-booted';
import { projectDeviceModel } from '../use-cases/configuration/project-device-model';
import { showFinalCosts, type FinalCostOptions } from '../use-cases/commands/show-final-costs';
import { projectSessions, sessionFactKinds } from '../use-cases/monitoring/project-sessions';
import { projectStationEvents, stationEventKinds } from '../use-cases/monitoring/project-station-events';
import { wakesLines } from './commands/wake-lines';

export type StationReader = Projection<StationEvent>;
export type SessionReader = Projection<Fact>;

type Ground = Pick<Runtime, 'messaging' | 'database' | 'locks' | 'logger'>;

/** Reads what stations say into the registry's tables. */
export function stationReader({ messaging, database: dataSource, locks, logger }: Ground): StationReader {
  return new Projection<StationEvent>({
    name: 'registry.stations',
    stream: 'STATION',
    messaging,
    dataSource,
    locks,
    logger,
    kinds: [...stationEventKinds, 'station.variables.reported'],
    apply: async (batch, tx) => {
      await projectStationEvents(batch, tx);
      await projectDeviceModel(batch, tx);
      await markBooted(batch, tx);
      // Commands may wait for it.
      if (batch.some(({ event }) => event.kind === 'station.booted')) wakesLines(tx.em);
    },
  });
}

/** Reads session facts: which session each EVSE is busy with, and what it has cost where the station shows that. */
export function sessionReader(
  { messaging, database: dataSource, locks, logger }: Ground,
  finalCosts: FinalCostOptions,
): SessionReader {
  return new Projection<Fact>({
    name: 'registry.sessions',
    stream: 'FACT',
    messaging,
    dataSource,
    locks,
    logger,
    kinds: [...sessionFactKinds, 'session.priced'],
    apply: async (batch, tx) => {
      await projectSessions(batch, tx);
      const isQueued = await showFinalCosts(batch, tx, finalCosts);
      if (isQueued || batch.some(({ event }) => event.kind === 'session.ended' || event.kind === 'session.failed'))
        wakesLines(tx.em);
    },
  });
}

const CATCH_UP_MS = 5_000;
/** Messaging rule 15 allows two seconds; whoever asks gives up after them. */
const MOMENT_MS = 1_500;

/** Whether everything that the log has of `partition` now is projected; waits a moment, and takes an outage for "no". */
export function logRead(reader: StationReader, partition: number): Promise<boolean> {
  return reader.waitForLog(partition, MOMENT_MS).catch(() => false);
}

/** Whether everything that is in the log now is projected, by whichever replica; waits a few seconds for it. */
export async function caughtUp(reader: StationReader, partitions: number): Promise<boolean> {
  const all = Array.from({ length: partitions }, (_, partition) => reader.waitForLog(partition, CATCH_UP_MS));
  return (await Promise.all(all)).every(Boolean);
}
