/**
 * What an append costs: GroupAppender beside one JetStream publish an event and beside the floor (texts joined and published,
 * nothing else). Needs a build and a nats-server: `NATS_URL=nats://... node libs/messaging/bench/append.cjs`.
 */
const { connect, headers, nuid } = require('nats');
const { connectMessaging, GroupAppender } = require('@chargebus/messaging');

const COUNT = Number(process.env.COUNT ?? 60_000);
const STATIONS = 1_000;
const url = process.env.NATS_URL ?? 'nats://127.0.0.1:4222';

const event = (n) => ({
  kind: 'station.samples.reported',
  tenantId: 'default',
  stationId: `CP${n % STATIONS}`,
  link: { id: 'link-1', gatewayId: 'gw-1', epoch: 1, ocppVersion: '1.6', transport: 'ws' },
  receivedAt: new Date().toISOString(),
  data: {
    evse: 1,
    connector: 1,
    transactionRef: '42',
    samples: [
      { at: '2026-01-01T00:00:00.000Z', measurand: 'Energy.Active.Import.Register', value: 1000 + n, unit: 'Wh' },
      { at: '2026-01-01T00:00:00.000Z', measurand: 'Power.Active.Import', value: 11000, unit: 'W' },
    ],
  },
});

/** Runs `append` with `inFlight` appends under way until COUNT are done. */
async function measure(name, inFlight, append) {
  let next = 0;
  const latencies = [];
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const worker = async () => {
    while (next < COUNT) {
      const n = next++;
      const at = performance.now();
      await append(n);
      latencies.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  const used = process.cpuUsage(cpu);
  latencies.sort((a, b) => a - b);
  const percentile = (p) => latencies[Math.floor(latencies.length * p)].toFixed(2);
  console.log(
    `${name.padEnd(34)} ${String(Math.round(COUNT / seconds)).padStart(7)}/s  ` +
      `${((used.user + used.system) / 1e3 / COUNT).toFixed(4)} CPU-ms each  p50 ${percentile(0.5)} ms  p99 ${percentile(0.99)} ms`,
  );
}

/** The floor: per partition one publish in flight, what waits goes into the next. */
function floor(nc, partitions) {
  const lanes = Array.from({ length: partitions }, () => ({ waiting: [], busy: false }));
  const send = async (lane, p) => {
    lane.busy = true;
    while (lane.waiting.length > 0) {
      const group = lane.waiting.splice(0, 500);
      const h = headers();
      h.set('Nats-Msg-Id', nuid.next());
      const body = `{"v":1,"events":[${group.map(({ json }) => json).join(',')}]}`;
      await nc.request(`station.${p}`, body, { headers: h, timeout: 5_000 });
      for (const { resolve } of group) resolve();
    }
    lane.busy = false;
  };
  return (n) =>
    new Promise((resolve) => {
      const p = n % partitions;
      lanes[p].waiting.push({ json: JSON.stringify(event(n)), resolve });
      if (!lanes[p].busy) setImmediate(() => !lanes[p].busy && send(lanes[p], p));
    });
}

async function main() {
  const messaging = await connectMessaging({
    url,
    name: 'bench',
    partitions: 16,
    logger: { info() {}, warn: console.warn, error: console.error },
  });
  await messaging.ensureStreams();
  const appender = new GroupAppender({ messaging });
  const nc = await connect({ servers: url, noAsyncTraces: true });
  const js = nc.jetstream();
  const grouped = floor(nc, 16);
  for (const inFlight of [1, 64, 1_000]) {
    console.log(`${inFlight} in flight`);
    await measure('  floor', inFlight, grouped);
    await measure('  GroupAppender', inFlight, (n) => appender.append(event(n)));
    if (inFlight > 1)
      await measure('  one publish an event', inFlight, (n) =>
        js.publish(`station.${n % 16}`, JSON.stringify(event(n)), { msgID: nuid.next() }),
      );
  }
  await appender.drain();
  await nc.close();
  await messaging.drain();
}

void main();
