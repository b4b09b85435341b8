import { WebSocket } from 'ws';

/** What the load generator is told, as the JSON of its one argument. */
export interface LoadPlan {
  url: string;
  stations: number;
  warmUpMs: number;
  measureMs: number;
}

/** What it counted while measuring. */
export interface LoadFigures {
  messages: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  errors: number;
}

const METER_VALUES_A_SESSION = 6;
/** Connecting is not what is measured: a storm of it would only be refused for a while. */
const CONNECTS_AT_ONCE = 20;

/** One station in a closed loop: the next message leaves when the last one is answered. Plain `ws`, no library of ours. */
class LoopingStation {
  private nextId = 0;
  private pending: { sentAt: number; settle: (payload: any) => void } | undefined;
  stopped = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly counts: { latencies: number[]; errors: number; measuring: boolean },
  ) {
    socket.on('message', (data) => this.answered(JSON.parse((data as Buffer).toString())));
  }

  async run(): Promise<void> {
    await this.call('BootNotification', { chargePointVendor: 'Bench', chargePointModel: 'Loop' });
    for (let session = 0; !this.stopped; session++) await this.charge(session);
    this.socket.terminate();
  }

  /** The mix: a session of heartbeat, statuses, authorization, start, six meter values, stop. */
  private async charge(session: number): Promise<void> {
    const status = (value: string) =>
      this.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: value, timestamp: now() });
    await this.call('Heartbeat', {});
    await status('Preparing');
    await this.call('Authorize', { idTag: 'BENCH' });
    const started = await this.call('StartTransaction', {
      connectorId: 1,
      idTag: 'BENCH',
      meterStart: session * 10_000,
      timestamp: now(),
    });
    const transactionId = started?.transactionId ?? 1;
    await status('Charging');
    for (let i = 1; i <= METER_VALUES_A_SESSION && !this.stopped; i++) {
      await this.call('MeterValues', {
        connectorId: 1,
        transactionId,
        meterValue: [meterValue(session * 10_000 + i * 1_000)],
      });
    }
    await this.call('StopTransaction', { transactionId, meterStop: session * 10_000 + 7_000, timestamp: now() });
    await status('Available');
  }

  private call(action: string, payload: object): Promise<any> {
    return new Promise((settle) => {
      this.pending = { sentAt: performance.now(), settle };
      this.socket.send(JSON.stringify([2, String(++this.nextId), action, payload]));
    });
  }

  private answered(frame: [number, string, any]): void {
    const [type, id, payload] = frame;
    if (!this.pending || id !== String(this.nextId)) return;
    const { sentAt, settle } = this.pending;
    if (this.counts.measuring) {
      this.counts.latencies.push(performance.now() - sentAt);
      if (type !== 3) this.counts.errors++;
    }
    settle(type === 3 ? payload : {});
  }
}

function meterValue(registerWh: number): object {
  const sample = (measurand: string, value: number, unit: string) => ({ measurand, value: String(value), unit });
  return {
    timestamp: now(),
    sampledValue: [
      sample('Energy.Active.Import.Register', registerWh, 'Wh'),
      sample('Power.Active.Import', 11_040, 'W'),
      { ...sample('Current.Import', 16, 'A'), phase: 'L1' },
      { ...sample('Voltage', 230, 'V'), phase: 'L1-N' },
    ],
  };
}

function now(): string {
  return new Date().toISOString();
}

function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Drives `plan.stations` closed loops and gives what was answered while measuring. */
export async function load(plan: LoadPlan, onMeasure: (phase: 'begin' | 'end') => void): Promise<LoadFigures> {
  const counts = { latencies: [] as number[], errors: 0, measuring: false };
  const stations: LoopingStation[] = [];
  while (stations.length < plan.stations) {
    const next = Array.from({ length: Math.min(CONNECTS_AT_ONCE, plan.stations - stations.length) }, async (_, i) => {
      const id = `BENCH-${stations.length + i}`;
      const socket = new WebSocket(`${plan.url}/${id}`, ['ocpp1.6'], { perMessageDeflate: false });
      await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
      return new LoopingStation(socket, counts);
    });
    stations.push(...(await Promise.all(next)));
  }
  for (const station of stations) void station.run();
  await pause(plan.warmUpMs);
  counts.measuring = true;
  onMeasure('begin');
  const begun = performance.now();
  await pause(plan.measureMs);
  counts.measuring = false;
  const seconds = (performance.now() - begun) / 1_000;
  onMeasure('end');
  for (const station of stations) station.stopped = true;
  const sorted = counts.latencies.sort((a, b) => a - b);
  return {
    messages: sorted.length,
    seconds,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    errors: counts.errors,
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

if (require.main === module) {
  const plan = JSON.parse(process.argv[2] ?? '{}') as LoadPlan;
  void load(plan, (phase) => process.send?.({ phase })).then((figures) => {
    process.send?.({ figures });
    process.disconnect?.();
    process.exit(0);
  });
}
