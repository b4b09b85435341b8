import { WebSocket } from 'ws';
import { Api } from './support/api';
import { startPlatform, type Platform } from './support/platform';
import { boot, connectRpcStation } from './support/rpc-station';

/** A plain socket: frames go out as they are written here. */
class RawStation {
  private readonly answers: string[] = [];
  private readonly waiting: ((text: string) => void)[] = [];
  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      const text = (data as Buffer).toString();
      const waiter = this.waiting.shift();
      if (waiter) waiter(text);
      else this.answers.push(text);
    });
  }

  static async connect(url: string): Promise<RawStation> {
    const socket = new WebSocket(url, ['ocpp1.6']);
    await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new RawStation(socket);
  }

  async ask(frame: string): Promise<any> {
    this.socket.send(frame);
    const text = this.answers.shift() ?? (await new Promise<string>((resolve) => this.waiting.push(resolve)));
    return JSON.parse(text);
  }
}

describe('bad input hurts nobody else', () => {
  let platform: Platform;
  let raw: RawStation;
  beforeAll(async () => {
    platform = await startPlatform();
    raw = await RawStation.connect(`${platform.stationsUrl}/CP-RAW`);
    expect(await raw.ask(`[2,"boot","BootNotification",${JSON.stringify(boot)}]`)).toMatchObject([
      3,
      'boot',
      { status: 'Accepted' },
    ]);
  });
  afterAll(async () => {
    raw?.socket.terminate();
    await platform?.stop();
  });

  it.each([
    ['an unknown action', '[2,"a","MakeCoffee",{}]', 'a', 'NotImplemented'],
    [
      'an action of the other direction',
      '[2,"b","RemoteStartTransaction",{"idTag":"x"}]',
      'b',
      /^Not(Implemented|Supported)$/,
    ],
    ['a missing field', '[2,"c","Authorize",{}]', 'c', /^(OccurenceConstraintViolation|ProtocolError)$/],
    ['a wrong type', '[2,"d","Authorize",{"idTag":{}}]', 'd', 'TypeConstraintViolation'],
    [
      'a value outside its enumeration',
      '[2,"e","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Sleeping"}]',
      'e',
      'PropertyConstraintViolation',
    ],
    ['a payload that is a list', '[2,"f","Heartbeat",[]]', 'f', 'FormationViolation'],
    ['a frame that breaks off', '[2,"g","Heartbeat",{', 'g', 'FormationViolation'],
  ])('answers %s with its CALLERROR of 1.6', async (_what, frame, id, code) => {
    const [type, answeredId, answeredCode, description, details] = await raw.ask(frame);
    expect([type, answeredId]).toEqual([4, id]);
    expect(answeredCode).toMatch(code);
    expect(typeof description).toBe('string');
    expect(typeof details).toBe('object');
  });

  it.each([
    ['{not json'],
    ['[2,"broken","Heartbeat",{]'],
    ['[]'],
    ['[9,"x",{}]'],
    [''],
    ['{}'],
    ['[3,"never-sent",{}]'],
    ['[4,"never-sent"]'],
  ])('survives the frame %j and answers the next call', async (frame) => {
    raw.socket.send(frame);
    for (;;) {
      const answer = await raw.ask('[2,"next","Heartbeat",{}]');
      if (answer[1] === 'next') {
        expect(answer).toMatchObject([3, 'next', { currentTime: expect.stringMatching(/Z$/) }]);
        break;
      }
    }
  });

  it('keeps answering a well-behaved station beside it', async () => {
    const station = await connectRpcStation(platform.stationsUrl, 'CP-GOOD');
    for (let i = 0; i < 50; i++) raw.socket.send(`[2,"junk-${i}","StartTransaction",{"connectorId":"?"}`);
    expect(await station.call('BootNotification', boot)).toMatchObject({ status: 'Accepted' });
    expect(station.faults).toEqual([]);
    await station.close();
  });

  it('names each field of bad API input in problem+json', async () => {
    const { api } = platform;
    const tariff = await api.post('/tariffs', {
      name: '',
      currency: 'euro',
      elements: [{ priceComponents: [{ type: 'ENERGY', price: '-1' }] }],
      assignments: [{ everywhere: true }],
    });
    expect(tariff.status).toBe(400);
    expect(tariff.headers.get('content-type')).toContain('application/problem+json');
    expect(tariff.body.errors.map(({ path }: { path: string }) => path)).toEqual(
      expect.arrayContaining(['name', 'currency', 'elements.0.priceComponents.0.price', 'assignments.0.everywhere']),
    );
    const station = await api.post('/stations', { id: '', securityProfile: 9, colour: 'red' });
    expect(station.status).toBe(400);
    expect(JSON.stringify(station.body.errors)).toMatch(/id.*securityProfile.*colour/);
    const token = await api.put('/tokens/T1', { status: 'maybe' });
    expect(token).toMatchObject({ status: 400, body: { errors: [{ path: 'status' }] } });
    const session = await api.post('/sessions', { evseId: -1 });
    expect(session.status).toBe(400);
    expect(session.body.errors.map(({ path }: { path: string }) => path)).toEqual(
      expect.arrayContaining(['stationId', 'evseId', 'token']),
    );
    expect(await api.post('/stations', '{"id":')).toMatchObject({ status: 400 });
    expect((await api.get('/sessions/none')).status).toBe(404);
    expect((await api.get('/nothing/here')).headers.get('content-type')).toContain('application/problem+json');
  });

  it.each([
    ['missing', undefined],
    ['wrong', 'not-the-token'],
  ])('answers 401 to a %s bearer token', async (_what, token) => {
    const stranger = new Api(platform.url, token);
    for (const path of [
      '/stations',
      '/sessions',
      '/bills',
      '/tariffs',
      '/tokens/X',
      '/firmware/images',
      '/locations',
    ]) {
      const answer = await stranger.get(path);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
  });

  it('needs no token for health, metrics and the description of the API', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics', '/api/openapi.json', '/api/docs']) {
      expect([path, (await fetch(`${platform.url}${path}`)).status]).toEqual([path, 200]);
    }
  });

  it('refuses stations with a wrong password or an identity that cannot be', async () => {
    const { body } = await platform.api.post('/stations', { id: 'CP-SECRET', securityProfile: 1 });
    await expect(connectRpcStation(platform.stationsUrl, 'CP-SECRET')).rejects.toThrow(/401|Unauthorized/);
    await expect(connectRpcStation(platform.stationsUrl, 'CP-SECRET', 'wrong')).rejects.toThrow(/401|Unauthorized/);
    const station = await connectRpcStation(platform.stationsUrl, 'CP-SECRET', body.password);
    await station.close();
    await expect(connectRpcStation(platform.stationsUrl, 'x'.repeat(60))).rejects.toThrow(/400|Bad Request/);
  });
});
