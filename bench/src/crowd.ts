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
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const figures = await new Promise<CrowdFigures>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the crowd ended with ${code}`)));
    child.once('message', (message) => resolve(message as CrowdFigures));
  });
  const leave = async (): Promise<void> => {
    child.removeAllListeners('exit');
    child.send('leave');
    await ended;
  };
  child.on('exit', () => undefined);
  return { ...figures, leave };
}
