import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { EmbeddedServer } from '@chargebus/embedded-infra';
import type { LoadPlan } from '../load/plan';
import { measure, type Measured } from '../measure';
import type { BenchPlatform } from '../platform';

export type LoopPlan = Omit<LoadPlan, 'url'>;

/** What any gateway that logs before it answers must at least do, under the same load. */
export async function loadFloor(plan: LoopPlan, nats: EmbeddedServer): Promise<Measured> {
  const floor = fork(join(__dirname, '../floor-server.js'), [nats.url]);
  const port = await new Promise<number>((resolve) => floor.once('message', (m: { port: number }) => resolve(m.port)));
  try {
    const processes = { floor: floor.pid as number, nats: nats.pid };
    // It answers after its append and does nothing later.
    return await measure({ ...plan, url: `ws://127.0.0.1:${port}` }, { processes, settled: () => Promise.resolve() });
  } finally {
    floor.kill();
  }
}

/** The platform under the same load. */
export function loadPlatform(plan: LoopPlan, platform: BenchPlatform): Promise<Measured> {
  return measure({ ...plan, url: platform.stationsUrl }, platform);
}
