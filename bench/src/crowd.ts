import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { CrowdFigures, CrowdPlan } from './load/crowd-plan';

/** Stations that are in, until they are sent away. */
export interface Crowd extends CrowdFigures {
  leave(): Promise<void>;
}

/** Lets a crowd of stations in, from a process of its own. */
export async function gather(plan: CrowdPlan): Promise<Crowd> {
  const child = fork(join(__dirname, 'load/crowd.js'), [JSON.stringify(plan)]);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const told = new Promise<CrowdFigures>((resolve) =>
    child.once('message', (figures) => resolve(figures as CrowdFigures)),
  );
  const figures = await Promise.race([told, ended]);
  if (figures === null || typeof figures === 'number') throw new Error(`the crowd ended with ${figures}`);
  const leave = async (): Promise<void> => {
    child.send('leave');
    await ended;
  };
  return { ...figures, leave };
}
