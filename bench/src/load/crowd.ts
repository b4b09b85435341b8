import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { CrowdFigures, CrowdPlan } from './crowd-plan';
import { boot16 } from './messages-16';

/** A process of its own: stations that connect, boot, and then only do what they are told until told to end. OCPP 1.6, plain `ws`. */
async function main(plan: CrowdPlan): Promise<void> {
  const sockets: WebSocket[] = [];
  const refused = new Map<number, number>();
  const begun = performance.now();
  let next = 0;
  const enterOneByOne = async (): Promise<void> => {
    for (let n = next++; n < plan.stations; n = next++) sockets.push(await enter(plan, n, refused));
  };
  await Promise.all(Array.from({ length: Math.min(plan.atOnce, plan.stations) }, enterOneByOne));
  const counts = [...refused.values()];
  const figures: CrowdFigures = {
    seconds: (performance.now() - begun) / 1_000,
    refusals: counts.reduce((sum, count) => sum + count, 0),
    refusedTwice: counts.filter((count) => count > 1).length,
  };
  process.once('message', () => {
    for (const socket of sockets) socket.terminate();
    process.disconnect?.();
  });
  process.send?.(figures);
}

/** Connects until it is let in, and boots. */
async function enter(plan: CrowdPlan, n: number, refused: Map<number, number>): Promise<WebSocket> {
  for (;;) {
    const socket = new WebSocket(`${plan.url}/${plan.prefix}${n}`, ['ocpp1.6'], {
      perMessageDeflate: false,
      rejectUnauthorized: false,
    });
    const opened = await new Promise<boolean>((resolve) => {
      socket.once('open', () => resolve(true)).once('error', () => resolve(false));
    });
    if (opened) {
      const booted = new Promise((resolve) => socket.once('message', resolve));
      socket.send(JSON.stringify([2, '1', boot16.action, boot16.payload]));
      await booted;
      socket.on('message', (data) => accept(socket, (data as Buffer).toString()));
      return socket;
    }
    refused.set(n, (refused.get(n) ?? 0) + 1);
    await pause(500 + Math.random() * 1_000);
  }
}

function accept(socket: WebSocket, frame: string): void {
  const [type, id] = JSON.parse(frame) as [number, string];
  if (type === 2) socket.send(JSON.stringify([3, id, { status: 'Accepted' }]));
}

void main(JSON.parse(process.argv[2] ?? '{}') as CrowdPlan);
