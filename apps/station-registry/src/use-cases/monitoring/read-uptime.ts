import { toPage, type Page } from '@chargebus/service-runtime';
import {
  decideUptime,
  monthOf,
  outagesOf,
  yearBefore,
  yearOf,
  type Month,
  type Uptime,
} from '../../domain/monitoring/uptime';
import type { Interval } from '../../domain/monitoring/intervals';
import { loadPorts, type Port } from '../../store/monitoring/port-record.repository';
import type { RegistryWriter } from '../../store/registry-writer';
import { listStationIds } from '../../store/registration/station-list.repository';
import { getStation } from '../../store/registration/station.repository';

/** A month of a port. A figure is null where the port was not in service, or where the history does not reach back far enough. */
export interface MonthUptime {
  month: string;
  /** False for the month that is still going on: it counts as far as it has come. */
  complete: boolean;
  own: Uptime | null;
  /** Of the twelve months that end with it: the regulation's figure. */
  year: Uptime | null;
}

export interface PortUptime extends Pick<Port, 'stationId' | 'evse' | 'evseId'> {
  inServiceSince: number;
  /** Of the 525,600 minutes until now. */
  rolling: Uptime | null;
  months: MonthUptime[];
}

/** Reads the uptime of charging ports from the histories of their statuses and connections. */
export class ReadUptime {
  /** @param keptMs - how far the histories reach back */
  constructor(
    private readonly writer: RegistryWriter,
    private readonly keptMs: number,
  ) {}

  /** The last `months` months, the one that goes on first. @throws Problem 404 without the station */
  ofStation(tenantId: string, stationId: string, months: number): Promise<PortUptime[]> {
    const now = Date.now();
    const wanted = Array.from({ length: months }, (_, back) => monthOf(now, back));
    return this.writer.read(tenantId, async (em) => {
      await getStation(em, tenantId, stationId);
      const ports = await loadPorts(em, tenantId, [stationId], now);
      return ports.map((port) => this.toUptime(port, wanted, now));
    });
  }

  /** One month of the ports of one page of stations, in order of their ids. */
  ofFleet(
    tenantId: string,
    { month, locationId }: { month: Month; locationId: string | undefined },
    { limit, after }: { limit: number; after: string | undefined },
  ): Promise<Page<PortUptime>> {
    const now = Date.now();
    return this.writer.read(tenantId, async (em) => {
      const ids = await listStationIds(em, tenantId, { locationId }, { limit, after });
      const page = toPage(ids, limit, (id) => id);
      const ports = await loadPorts(em, tenantId, page.items, now);
      return { items: ports.map((port) => this.toUptime(port, [month], now)), nextCursor: page.nextCursor };
    });
  }

  private toUptime({ record, exclusions, ...port }: Port, months: readonly Month[], now: number): PortUptime {
    const outages = outagesOf(record);
    const { inServiceSince } = record;
    const figure = (window: Interval): Uptime | null => {
      if (Math.max(window.from, inServiceSince) < now - this.keptMs) return null;
      const told = { from: window.from, to: Math.min(window.to, now) };
      return decideUptime({ outages, exclusions, window: told, inServiceSince });
    };
    return {
      ...{ stationId: port.stationId, evse: port.evse, evseId: port.evseId, inServiceSince },
      rolling: figure(yearBefore(now)),
      months: months.map((month) => ({
        ...{ month: month.name, complete: month.to <= now },
        ...{ own: figure(month), year: figure(yearOf(month)) },
      })),
    };
  }
}
