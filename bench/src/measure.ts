import { fork } from 'node:child_process';
import { join } from 'node:path';
import { cpuSeconds } from './cpu';
import type { FromGenerator, LoadFigures, LoadPlan, ToGenerator } from './load/plan';

export interface Measured extends LoadFigures {
  /** All processes but the generator's, until the last message had its effect everywhere. */
  cpuSecondsPer1000: number;
  byProcess: Record<string, number>;
}

export interface Subject {
  /** Process ids by name. */
  readonly processes: Record<string, number>;
  /** Resolves when nothing is left to do of what was sent so far. */
  settled(): Promise<void>;
}

export interface MeasureOptions {
  /** Work to do while all stations are connected and silent. */
  whileQuiet?(): Promise<void>;
  /** Told when the measuring begins. */
  onBegin?(): void;
}

/**
 * Loads a server and takes the CPU time of its processes: from the moment the warm-up's work is all done to the moment the
 * measured messages' is, so that work put off is counted too.
 */
export async function measure(plan: LoadPlan, subject: Subject, o: MeasureOptions = {}): Promise<Measured> {
  const generator = fork(join(__dirname, 'load/main.js'), [JSON.stringify(plan)]);
  const cpuNow = (): number[] => Object.values(subject.processes).map((pid) => cpuSeconds([pid]));
  let before: number[] = [];
  const figures = await new Promise<LoadFigures>((resolve, reject) => {
    generator.once('exit', (code) => reject(new Error(`the load generator ended with ${code}`)));
    generator.on('message', (message: FromGenerator) => {
      if ('figures' in message) resolve(message.figures);
      else if (message.phase === 'warm') {
        void subject
          .settled()
          .then(() => o.whileQuiet?.())
          .then(() => {
            before = cpuNow();
            generator.send('measure' satisfies ToGenerator);
            o.onBegin?.();
          })
          .catch(reject);
      }
    });
  });
  await subject.settled();
  const after = cpuNow();
  const names = Object.keys(subject.processes);
  const used = names.map((_, i) => (((after[i] ?? 0) - (before[i] ?? 0)) / figures.messages) * 1_000);
  return {
    ...figures,
    cpuSecondsPer1000: used.reduce((sum, seconds) => sum + seconds, 0),
    byProcess: Object.fromEntries(names.map((name, i) => [name, used[i] ?? 0])),
  };
}
