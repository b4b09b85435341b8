import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface NeighbourPlan {
  url: string;
  stations: number;
  /** Each of them sends one message in so much time. */
  everyMs: number;
}

/** Since the last time they were asked; errors and unanswered since the start. */
export interface NeighbourFigures {
  messages: number;
  p50Ms: number;
  p99Ms: number;
  /** CALLERRORs, and messages whose socket closed before the answer. */
  errors: number;
  /** Only in the last figures: stations that did not get their last answer, or have been disconnected. */
  unanswered: number;
}

/** The well-behaved stations beside the fuzz. */
export class Neighbours {
  private constructor(private readonly child: ChildProcess) {}

  /** Resolves when all are connected and booted, and charge. */
  static async start(plan: NeighbourPlan): Promise<Neighbours> {
    // The built one, also where this runs from its source.
    const child = fork(join(__dirname, '../../dist/fuzz/neighbours-main.js'), [JSON.stringify(plan)], { execArgv: [] });
    await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`the well-behaved stations ended with ${code}`);
      }),
    ]);
    return new Neighbours(child);
  }

  take(): Promise<NeighbourFigures> {
    return this.ask('take');
  }

  end(): Promise<NeighbourFigures> {
    return this.ask('end');
  }

  kill(): void {
    this.child.kill();
  }

  private async ask(word: 'take' | 'end'): Promise<NeighbourFigures> {
    const answer = once(this.child, 'message');
    this.child.send(word);
    const [figures] = (await answer) as [NeighbourFigures];
    return figures;
  }
}
