import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startNats, startPostgres } from '@chargebus/embedded-infra';
import type { BenchVersion } from './load/plan';
import { measure, type Measured } from './measure';
import { loadFloor, loadPlatform, type LoopPlan } from './phases/closed-loop';
import { downloads } from './phases/downloads';
import { fixedRate } from './phases/fixed-rate';
import { idle } from './phases/idle';
import { memory } from './phases/memory';
import { registry } from './phases/registry';
import { sessions } from './phases/sessions';
import { storm } from './phases/storm';
import { tokens } from './phases/tokens';
import { BenchPlatform } from './platform';
import { beside, crowds, fetched, flatness, heading, idleCost, known, lists, live, parts, row } from './report';

const PHASES = [
  'loop',
  'rate',
  'storm',
  'idle',
  'memory',
  'registry',
  'sessions',
  'tokens',
  'downloads',
  'soap',
] as const;
type Phase = (typeof PHASES)[number];

const HELP = `npm run bench -- [options]
  --only PART,PART         of loop, rate, storm, idle, memory, registry, sessions, tokens, downloads, soap; default the first four
  --stations 100,1000      stations of the closed loops, one after the other (soap: the first)
  --ocpp 1.6,2.0.1         versions, in turns
  --seconds 15             of each measurement
  --warm-up 5              seconds before each
  --rate 1500              messages a second of the fixed rate (memory: 1000 unless told)
  --rate-stations 1000     stations of the fixed rate and the memory run
  --storm-stations 2000    that connect at once
  --idle-stations 5000     that are connected and silent
  --apart                  each service in a process of its own, as in production
  --registry-stations 10000  that are registered while stations are listed
  --tokens 1000000         that are registered while stations ask and tokens are listed
  --downloads 50           of the same image at the same time
  --image-mb 200           size of that image
  --sessions 1000          that charge at the same time, each sampled every 5 s
  --minutes 10             of the memory run and the sessions run
  --profile FOLDER         writes a CPU profile of the services there`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    only: { type: 'string', default: 'loop,rate,storm,idle' },
    stations: { type: 'string', default: '100,1000' },
    ocpp: { type: 'string', default: '1.6,2.0.1' },
    seconds: { type: 'string', default: '15' },
    'warm-up': { type: 'string', default: '5' },
    rate: { type: 'string' },
    'rate-stations': { type: 'string', default: '1000' },
    'storm-stations': { type: 'string', default: '2000' },
    'idle-stations': { type: 'string', default: '5000' },
    apart: { type: 'boolean', default: false },
    'registry-stations': { type: 'string', default: '10000' },
    sessions: { type: 'string', default: '1000' },
    downloads: { type: 'string', default: '50' },
    'image-mb': { type: 'string', default: '200' },
    tokens: { type: 'string', default: '1000000' },
    minutes: { type: 'string', default: '10' },
    profile: { type: 'string' },
  },
});

const versions = values.ocpp.split(',') as BenchVersion[];
const base = { versions, warmUpMs: Number(values['warm-up']) * 1_000, measureMs: Number(values.seconds) * 1_000 };

async function main(): Promise<void> {
  if (values.help) return console.log(HELP);
  const wanted = values.only.split(',') as Phase[];
  const unknown = wanted.find((phase) => !PHASES.includes(phase));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: there are ${PHASES.join(', ')}`);
  const dir = mkdtempSync(join(tmpdir(), 'chargebus-bench-'));
  const nats = await startNats({ dir: join(dir, 'nats') });
  const postgres = await startPostgres({ dir: join(dir, 'postgres') });
  try {
    console.log(`OCPP ${versions.join(' and ')}; ${cpus().length} cores: ${cpus()[0]?.model}\n${heading()}`);
    const loops = values.stations.split(',').map((count): LoopPlan => ({ ...base, stations: Number(count) }));
    const steady = { ...base, stations: Number(values['rate-stations']) };
    const rates = { rate: Number(values.rate ?? 1_500), memory: Number(values.rate ?? 1_000) };
    const loads = [
      ...(wanted.includes('loop') ? loops : []),
      ...(wanted.includes('rate') ? [{ ...steady, rate: rates.rate }] : []),
      ...(wanted.includes('memory') ? [{ ...steady, rate: rates.memory }] : []),
    ];
    const floors = new Map<string, Measured>();
    for (const plan of loads) {
      const floor = await loadFloor(plan, nats);
      floors.set(nameOf(plan), floor);
      console.log(row(`floor, ${nameOf(plan)}`, floor, floor));
    }
    // The states written for the lists are of a gateway that does not run: its stations must not be marked disconnected.
    const env: Record<string, string> = {
      ...(wanted.includes('registry') && { GATEWAY_LEASE_MS: '3600000' }),
      ...(wanted.includes('soap') && { SOAP: 'open' }),
    };
    const o = { dir, nats, postgres, env, apart: values.apart, profile: values.profile };
    const platform = await BenchPlatform.start(o);
    try {
      if (wanted.includes('loop')) for (const plan of loops) await runLoop(plan, platform, floors);
      if (wanted.includes('rate')) await runRate({ ...steady, rate: rates.rate }, platform, floors);
      if (wanted.includes('storm')) {
        const stations = Number(values['storm-stations']);
        console.log(crowds(await storm(stations, platform), stations).join('\n'));
      }
      if (wanted.includes('registry')) {
        const figures = await registry(Number(values['registry-stations']), platform, postgres.url);
        console.log(lists(figures).join('\n'));
      }
      if (wanted.includes('tokens')) {
        console.log(known(await tokens(Number(values.tokens), platform, nats.url)).join('\n'));
      }
      if (wanted.includes('soap')) await runSoap(loops[0]!.stations, platform);
      if (wanted.includes('sessions')) await runSessions(platform);
      if (wanted.includes('memory')) await runMemory({ ...steady, rate: rates.memory }, platform, floors);
    } finally {
      await platform.stop();
    }
    if (wanted.includes('idle')) {
      console.log(idleCost(await idle(Number(values['idle-stations']), { dir, nats, postgres })));
    }
    if (wanted.includes('downloads')) {
      const sizes = { downloads: Number(values.downloads), megabytes: Number(values['image-mb']) };
      console.log(fetched(await downloads(sizes, { dir, nats, postgres })).join('\n'));
    }
    console.log('CPU: all processes but the load generator, until the last message had its effect in every service.');
    console.log('Floor: ws + JSON.parse + grouped JetStream appends, nothing else.');
  } finally {
    await postgres.stop();
    await nats.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

const nameOf = (plan: Pick<LoopPlan, 'rate' | 'stations'>): string =>
  plan.rate === undefined ? `loop of ${plan.stations}` : `${plan.rate}/s of ${plan.stations}`;

type Floors = ReadonlyMap<string, Measured>;

function show(plan: Pick<LoopPlan, 'rate' | 'stations'>, figures: Measured, floors: Floors): void {
  console.log(row(`platform, ${nameOf(plan)}`, figures, floors.get(nameOf(plan))));
  console.log(parts(figures));
}

async function runLoop(plan: LoopPlan, platform: BenchPlatform, floors: Floors): Promise<void> {
  show(plan, await loadPlatform(plan, platform), floors);
}

async function runRate(plan: LoopPlan, platform: BenchPlatform, floors: Floors): Promise<void> {
  const figures = await fixedRate(plan, platform);
  show(plan, figures.load, floors);
  console.log(beside(figures).join('\n'));
}

const SAMPLED_EVERY_S = 5;
/** Each station begins its session with a handful of messages at the same rate. */
const BEGIN_MS = 8 * SAMPLED_EVERY_S * 1_000;

async function runSessions(platform: BenchPlatform): Promise<void> {
  const count = Number(values.sessions);
  const plan = { versions, stations: count, rate: count / SAMPLED_EVERY_S, warmUpMs: BEGIN_MS };
  const figures = await sessions({ ...plan, measureMs: Number(values.minutes) * 60_000 }, platform);
  show(plan, figures.load, new Map());
  console.log(live(figures).join('\n'));
}

/** The same meter values of the same sessions, by both ways that 1.6 has. */
async function runSoap(stations: number, platform: BenchPlatform): Promise<void> {
  const plan: LoopPlan = { ...base, versions: ['1.6'], stations, charging: true };
  const bySocket = await loadPlatform(plan, platform);
  console.log(row('MeterValues of 1.6 by WebSocket', bySocket, undefined));
  console.log(parts(bySocket));
  const url = platform.stationsUrl.replace('ws:', 'http:').replace('/ocpp', '/soap');
  const overSoap = await measure({ ...plan, url, soap: true }, platform);
  console.log(row('MeterValues of 1.6 over SOAP', overSoap, undefined));
  console.log(parts(overSoap));
  const times = overSoap.cpuSecondsPer1000 / bySocket.cpuSecondsPer1000;
  console.log(`  over SOAP a message costs ${times.toFixed(1)} times the CPU`);
}

async function runMemory(plan: LoopPlan, platform: BenchPlatform, floors: Floors): Promise<void> {
  const figures = await memory({ ...plan, measureMs: Number(values.minutes) * 60_000 }, platform);
  show(plan, figures.load, floors);
  console.log(flatness(figures).join('\n'));
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
