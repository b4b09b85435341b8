import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { type EmbeddedServer, type TestDatabase, testDatabase, testNats } from '@chargebus/embedded-infra';
import { createLogger, type RunningServices, runServices } from '../index';
import { closed, notesService } from '../testing/notes-service';

const silent = createLogger('test', { level: 'silent' });
let nats: EmbeddedServer;
let database: TestDatabase;
let running: RunningServices;

function start(): Promise<RunningServices> {
  const env = {
    NATS_URL: nats.url,
    DATABASE_URL: database.url,
    PARTITIONS: '2',
    API_PORT: '0',
    ADMIN_TOKEN: 'root-token',
    API_TOKENS: 'acme-token:acme:ops',
  };
  return runServices([notesService], { name: 'notes', env, signals: false, logger: silent });
}

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${running.url}${path}`, {
    method,
    headers: {
      authorization: 'Bearer root-token',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = (response.headers.get('content-type') ?? '').includes('json')
    ? (JSON.parse(text) as unknown)
    : undefined;
  return { status: response.status, headers: response.headers, text, json };
}

beforeAll(async () => {
  [nats, database] = await Promise.all([testNats(), testDatabase()]);
  running = await start();
});

afterAll(async () => {
  await running.close();
  await nats.stop();
  await database.drop();
});

describe('calls', () => {
  it('are answered for the tenant and the actor of their token', async () => {
    const added = await call('POST', '/api/v1/notes', { text: 'hello' }, { authorization: 'Bearer acme-token' });
    expect(added.status).toBe(201);
    expect(added.json).toMatchObject({ text: 'hello', by: { type: 'user', id: 'ops' }, key: null });
    const [own, others] = await Promise.all([
      call('GET', '/api/v1/notes', undefined, { authorization: 'bearer acme-token' }),
      call('GET', '/api/v1/notes'),
    ]);
    expect(own.json).toEqual({ items: [{ text: 'hello' }], nextCursor: null });
    expect(others.json).toEqual({ items: [], nextCursor: null });
  });

  it('without a token, or with a wrong one, are answered 401 with a challenge', async () => {
    const missing = await call('GET', '/api/v1/notes', undefined, { authorization: '' });
    expect(missing.status).toBe(401);
    const wrong = await call('GET', '/api/v1/notes', undefined, { authorization: 'Bearer root-tokem' });
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('content-type')).toBe('application/problem+json');
    expect(wrong.headers.get('www-authenticate')).toBe('Bearer realm="chargebus", error="invalid_token"');
    expect(wrong.json).toMatchObject({ title: 'Unauthorized', status: 401, instance: '/api/v1/notes' });
  });

  it('of a stranger are refused before their body is read', async () => {
    const stranger = request(`${running.url}/api/v1/notes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '1000000' },
    });
    stranger.on('error', () => undefined).flushHeaders();
    // Nothing of the body is ever sent.
    const [answer] = (await once(stranger, 'response')) as [IncomingMessage];
    expect([answer.statusCode, answer.headers['connection']]).toEqual([401, 'close']);
    stranger.destroy();
  });

  it('of public routes need no token', async () => {
    expect((await call('GET', '/api/v1/notes/public', undefined, { authorization: '' })).json).toEqual({ open: true });
  });

  it('with bad fields are answered 400 that names each of them', async () => {
    const bad = await call('POST', '/api/v1/notes', { text: '', tags: [{ nam: 'x' }], colour: 'red' });
    expect(bad.status).toBe(400);
    expect(bad.headers.get('content-type')).toBe('application/problem+json');
    expect((bad.json as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual([
      'text',
      'tags.0.name',
      'tags.0.nam',
      'colour',
    ]);
  });

  it('with no body at all are told what is required', async () => {
    const none = await call('POST', '/api/v1/notes');
    expect(none.json).toMatchObject({ status: 400, errors: [{ path: 'text', message: 'is required' }] });
  });

  it('with unknown or bad query fields are answered 400', async () => {
    const bad = await call('GET', '/api/v1/notes?limit=0&colour=red&loud=perhaps');
    expect((bad.json as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual([
      'limit',
      'loud',
      'colour',
    ]);
    expect((await call('GET', '/api/v1/notes?cursor=zzz')).json).toMatchObject({ errors: [{ path: 'cursor' }] });
  });

  it('that are no JSON, too large, or of another media type are answered as problems', async () => {
    const broken = await call('POST', '/api/v1/notes', '{"text": ');
    expect([broken.status, broken.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    const large = await call('POST', '/api/v1/notes', { text: 'x'.repeat(2_000_000) });
    expect(large.json).toMatchObject({ status: 413, title: 'Payload Too Large' });
    const xml = await call('POST', '/api/v1/notes', '<a/>', { 'content-type': 'text/xml' });
    expect(xml.json).toMatchObject({ status: 415, title: 'Unsupported Media Type' });
  });

  it('to routes that are not there are answered 404 as a problem', async () => {
    for (const path of ['/api/v1/nowhere', '/nowhere', '/api/v1/notes/%ZZ']) {
      const { status, headers } = await call('GET', path);
      expect([path, headers.get('content-type')]).toEqual([path, 'application/problem+json']);
      expect(status).toBe(path.includes('%') ? 400 : 404);
    }
  });

  it('are refused with reason and detail where the state of things forbids them', async () => {
    expect((await call('POST', '/api/v1/notes/0/close', '')).json).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'Note 0 is closed already.',
      instance: '/api/v1/notes/0/close',
      reason: 'already-closed',
    });
    expect((await call('POST', '/api/v1/notes/7/close')).json).toMatchObject({ status: 404, reason: 'unknown-note' });
  });

  it('that hit a bug of ours are answered 500 without its secrets', async () => {
    const bug = await call('POST', '/api/v1/notes/bug/close');
    expect(bug.status).toBe(500);
    expect(bug.text).not.toContain('secret inside');
    expect(bug.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('with an id that PostgreSQL cannot read are answered 400', async () => {
    expect((await call('GET', '/api/v1/notes/by-uuid/not-a-uuid')).status).toBe(400);
  });

  it('hand their Idempotency-Key to the controller, and a bad one is named', async () => {
    const headers = { 'idempotency-key': 'abc-1' };
    expect((await call('POST', '/api/v1/notes', { text: 'once' }, headers)).json).toMatchObject({ key: 'abc-1' });
    const bad = await call('POST', '/api/v1/notes', { text: 'once' }, { 'idempotency-key': 'a b' });
    expect(bad.json).toMatchObject({ status: 400, errors: [{ path: 'Idempotency-Key' }] });
  });

  it('page through a list', async () => {
    for (const text of ['a', 'b', 'c']) await call('POST', '/api/v1/notes', { text });
    const texts: string[] = [];
    let cursor = '';
    do {
      const { json } = await call('GET', `/api/v1/notes?limit=2&loud=true${cursor}`);
      const page = json as { items: { text: string }[]; nextCursor: string | null };
      texts.push(...page.items.map(({ text }) => text));
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(texts.slice(-3)).toEqual(['A', 'B', 'C']);
  });
});

describe('a process', () => {
  it('answers asks over NATS', async () => {
    expect((await call('GET', '/api/v1/notes/asking')).json).toEqual({ ok: true, securityProfile: 1, strict: false });
  });

  it('is live and ready, and lists each check', async () => {
    expect((await call('GET', '/health/live')).json).toEqual({ status: 'live' });
    expect((await call('GET', '/health/ready', undefined, { authorization: '' })).json).toEqual({
      status: 'ready',
      checks: [
        { name: 'nats', state: 'up' },
        { name: 'database:notes', state: 'up' },
      ],
    });
  });

  it('counts calls by the template of their route', async () => {
    const { text, headers } = await call('GET', '/metrics', undefined, { authorization: '' });
    expect(headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(text).toMatch(
      /chargebus_http_request_duration_seconds_count\{[^}]*route="\/api\/v1\/notes\/:id\/close",status="409"\} 1/,
    );
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).toContain('route="unknown"');
    expect(text).not.toContain('nowhere');
  });

  it('describes its API, with bearer tokens and the fields of its bodies', async () => {
    const { json } = await call('GET', '/api/openapi.json', undefined, { authorization: '' });
    const document = json as {
      paths: object;
      components: { schemas: object; securitySchemes: object };
      security: object[];
    };
    expect(Object.keys(document.paths)).toContain('/api/v1/notes/{id}/close');
    expect(Object.keys(document.paths)).not.toContain('/metrics');
    expect(document.components.securitySchemes).toMatchObject({ bearer: { type: 'http', scheme: 'bearer' } });
    expect(document.components.schemas).toMatchObject({
      NewNote: { required: ['text'], properties: { text: { type: 'string', maxLength: 100 } } },
    });
    expect(JSON.stringify(document.paths)).toContain('Idempotency-Key');
  });

  it('shows its API as a page', async () => {
    const page = await call('GET', '/api/docs');
    expect(page.text).toContain('swagger-ui');
    const script = await call('GET', '/api/docs/swagger-ui-bundle.js');
    expect(script.status).toBe(200);
    expect(script.headers.get('content-type')).toContain('javascript');
  });

  it('lets a call under way end, then runs the hooks on open ground, when it closes', async () => {
    const slow = call('GET', '/api/v1/notes/slow');
    const begun = Date.now();
    await new Promise((resolve) => setImmediate(resolve));
    await call('GET', '/health/live');
    await running.close();
    expect((await slow).json).toEqual({ done: true });
    expect(Date.now() - begun).toBeLessThan(15_000);
    expect(closed).toEqual(['hook ran, ground open, ready false']);
    await expect(call('GET', '/health/live')).rejects.toThrow('fetch failed');
    running = await start();
  });
});
