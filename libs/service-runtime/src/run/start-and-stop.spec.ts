import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { findFreePort, type EmbeddedServer, testNats, testPostgres } from '@chargebus/embedded-infra';
import { until } from '../testing/until';

/** A service in a process of its own: what it printed, and how it ended. */
class Child {
  output = '';
  readonly ended: Promise<[number | null, NodeJS.Signals | null]>;
  private readonly process: ChildProcess;

  constructor(env: Record<string, string>) {
    const file = join(__dirname, '../../spec-child.cjs');
    this.process = spawn(process.execPath, ['--conditions=@chargebus/source', file], {
      env: { PATH: process.env['PATH'], PARTITIONS: '2', ADMIN_TOKEN: 'root-token', API_HOST: '127.0.0.1', ...env },
    });
    const hear = (chunk: Buffer): void => void (this.output += chunk.toString());
    this.process.stdout?.on('data', hear);
    this.process.stderr?.on('data', hear);
    this.ended = once(this.process, 'close') as typeof this.ended;
  }

  signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }

  async said(text: string): Promise<void> {
    await until(`"${text}" in: ${this.output}`, () => this.output.includes(text));
  }
}

let url: string;
const status = async (path: string): Promise<number> => (await fetch(`${url}${path}`)).status;
let nats: EmbeddedServer;
let postgres: EmbeddedServer;
let env: Record<string, string>;
const children: Child[] = [];

/** Its port refuses connections. */
function isAway({ url: server }: EmbeddedServer): Promise<void> {
  const { hostname, port: serverPort } = new URL(server);
  const refused = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(Number(serverPort), hostname, () => (socket.destroy(), resolve(false)));
      socket.on('error', () => resolve(true));
    });
  return until(`${server} to be away`, refused);
}

function start(more: Record<string, string> = {}): Child {
  const child = new Child({ ...env, ...more });
  children.push(child);
  return child;
}

beforeAll(async () => {
  [nats, postgres] = await Promise.all([testNats(), testPostgres()]);
  const port = await findFreePort();
  url = `http://127.0.0.1:${port}`;
  env = { NATS_URL: nats.url, DATABASE_URL: postgres.url, API_PORT: String(port) };
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.signal('SIGKILL');
    await child.ended;
  }
});

afterAll(async () => {
  await Promise.all([nats.stop(), postgres.stop()]);
});

describe('a start', () => {
  it('lists every fault of the configuration and ends with 1', async () => {
    const child = start({
      API_PORT: 'x',
      NATS_URL: '',
      NOTES_MAX: '99',
      ADMIN_TOKEN: '',
      DATABASE_URL: 'mysql://u:hunter2@h/d',
    });
    expect(await child.ended).toEqual([1, null]);
    const lines = child.output.trim().split('\n');
    expect(lines[0]).toBe('notes cannot start; its configuration is at fault:');
    const named = lines.slice(1).map((line) => line.trim().split(':')[0]);
    expect(named.toSorted()).toEqual(['ADMIN_TOKEN', 'API_PORT', 'DATABASE_URL', 'NATS_URL', 'NOTES_MAX']);
    expect(child.output).not.toContain('hunter2');
  });

  it('waits for NATS and PostgreSQL, alive but not ready, says so, and goes on when they are there', async () => {
    nats.kill('SIGKILL');
    postgres.kill('SIGINT');
    await Promise.all([isAway(nats), isAway(postgres)]);
    const child = start();
    await child.said('waiting for PostgreSQL at 127.0.0.1');
    await child.said('waiting for NATS at 127.0.0.1');
    expect(await status('/health/live')).toBe(200);
    expect(await status('/health/ready')).toBe(503);
    const refused = await fetch(`${url}/api/v1/notes`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    await Promise.all([nats.restart(), postgres.restart()]);
    await child.said('notes is ready at');
    expect(await status('/health/ready')).toBe(200);
    expect(child.output).not.toContain('chargebus:chargebus');
  });

  it('that waits ends on SIGTERM', async () => {
    const child = start({ NATS_URL: 'nats://127.0.0.1:1' });
    await child.said('waiting for NATS');
    child.signal('SIGTERM');
    expect(await child.ended).toEqual([0, null]);
  });

  it('on a port in use ends with 1 and says so in one line', async () => {
    const first = start();
    await first.said('is ready at');
    const second = start();
    expect(await second.ended).toEqual([1, null]);
    expect(second.output).toMatch(/API_PORT: port \d+ is in use/);
    expect(second.output).not.toContain('\n    at ');
  });

  it('with other PARTITIONS than the installation ends with 1', async () => {
    const child = start({ PARTITIONS: '3' });
    expect(await child.ended).toEqual([1, null]);
    expect(child.output).toMatch(/partitions/i);
  });
});

describe('a stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s lets calls under way end, then ends with 0',
    async (signal) => {
      const child = start();
      await child.said('is ready at');
      const slow = fetch(`${url}/api/v1/notes/slow`, { headers: { authorization: 'Bearer root-token' } });
      await until('the slow call runs', async () => (await fetch(`${url}/metrics`)).ok);
      child.signal(signal);
      expect(await (await slow).json()).toEqual({ done: true });
      expect(await child.ended).toEqual([0, null]);
    },
    60_000,
  );

  it('takes the Ctrl-C that a terminal and npm both pass on as one', async () => {
    const child = start();
    await child.said('is ready at');
    const slow = fetch(`${url}/api/v1/notes/slow`, { headers: { authorization: 'Bearer root-token' } });
    await until('the slow call runs', async () => (await fetch(`${url}/metrics`)).ok);
    child.signal('SIGINT');
    await child.said('closing');
    child.signal('SIGINT');
    expect(await (await slow).json()).toEqual({ done: true });
    expect(await child.ended).toEqual([0, null]);
  });

  it('by a second signal ends at once', async () => {
    const child = start();
    await child.said('is ready at');
    const slow = fetch(`${url}/api/v1/notes/slow`, { headers: { authorization: 'Bearer root-token' } }).catch(
      () => 'cut',
    );
    await until('the slow call runs', async () => (await fetch(`${url}/metrics`)).ok);
    child.signal('SIGTERM');
    await child.said('closing');
    // What comes within half a second may be the same Ctrl-C, passed on twice: asked again until it counts.
    const asking = setInterval(() => child.signal('SIGTERM'), 100);
    expect(await child.ended).toEqual([143, null]);
    clearInterval(asking);
    expect(await slow).toBe('cut');
  });
});
