import { setTimeout as pause } from 'node:timers/promises';
import { gather } from '../crowd';
import { importStations, writeStates } from '../fill-registry';
import { boot16 } from '../load/messages-16';
import { timeCalls } from '../load/time-calls';
import type { BenchPlatform } from '../platform';

export interface ListFigures {
  query: string;
  found: number;
  p50Ms: number;
  p99Ms: number;
}
export interface RegistryFigures {
  stations: number;
  importSeconds: number;
  lists: ListFigures[];
  bulk: BulkFigures;
}
export interface BulkFigures {
  stations: number;
  accepted: number;
  seconds: number;
}

/** Each filter alone, rare and common values, combinations, and what matches nothing. */
const FILTERS = [
  '',
  'limit=500',
  'connected=true',
  'connected=false',
  'status=available',
  'status=faulted',
  'status=reserved',
  'registration=pending',
  'registration=rejected',
  'locationId=L-7',
  'locationId=nowhere',
  'tag=tag-3',
  'tag=none',
  'group=group-3',
  'q=BENCH-0042',
  'q=sn1009999',
  'q=vendor%203',
  'q=station%20977',
  'q=no-such-thing',
  'q=9',
  'q=1e',
  'connected=true&status=faulted&tag=fast',
  'connected=false&locationId=L-7&group=group-7',
  'q=vendor%203&connected=true&status=occupied',
  'registration=pending&connected=true&q=model',
];
const WARM_UP = 20;
const MEASURED = 100;
const CONNECTED = 1_000;
const LOOK_EVERY_MS = 100;

/**
 * How long `GET /stations` takes with each filter while `stations` are registered, one call after the other; then how long a bulk
 * command over 1,000 that are connected.
 */
export async function registry(
  stations: number,
  platform: BenchPlatform,
  databaseUrl: string,
): Promise<RegistryFigures> {
  const importSeconds = await importStations(stations, platform);
  await platform.settled();
  await writeStates(databaseUrl);
  const cursor = await middleOf(platform);
  const lists: ListFigures[] = [];
  for (const query of [...FILTERS, `cursor=${cursor}`, `cursor=${cursor}&connected=false&tag=slow`]) {
    lists.push(await timeList(query, platform));
  }
  return { stations, importSeconds, lists, bulk: await timeBulk(platform) };
}

type Page = { items: unknown[]; nextCursor: string | null };
const list = (query: string, platform: BenchPlatform): Promise<Page> =>
  platform.api('GET', `/stations?${query}`) as Promise<Page>;

async function middleOf(platform: BenchPlatform): Promise<string> {
  let cursor = '';
  for (let page = 0; page < 10; page++) {
    const { nextCursor } = await list(`limit=500${cursor && `&cursor=${cursor}`}`, platform);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return cursor;
}

async function timeList(query: string, platform: BenchPlatform): Promise<ListFigures> {
  let found = 0;
  const times = await timeCalls(WARM_UP, MEASURED, async () => {
    found = (await list(query, platform)).items.length;
  });
  return { query, found, ...times };
}

type Bulk = { id: string; total: number; counts: Record<string, number>; ended: boolean };

async function timeBulk(platform: BenchPlatform): Promise<BulkFigures> {
  const crowd = await gather({ url: platform.stationsUrl, stations: CONNECTED, atOnce: 100, prefix: 'BULK-' });
  try {
    await platform.settled();
    const selector = { connected: true, vendor: boot16.payload.chargePointVendor };
    const command = { type: 'trigger', message: 'heartbeat' };
    const begun = performance.now();
    let bulk = (await platform.api('POST', '/bulk-commands', { selector, command })) as Bulk;
    while (!bulk.ended) {
      await pause(LOOK_EVERY_MS);
      bulk = (await platform.api('GET', `/bulk-commands/${bulk.id}`)) as Bulk;
    }
    const seconds = (performance.now() - begun) / 1_000;
    return { stations: bulk.total, accepted: bulk.counts['accepted'] ?? 0, seconds };
  } finally {
    await crowd.leave();
  }
}
