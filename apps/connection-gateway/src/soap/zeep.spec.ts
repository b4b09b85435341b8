import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startGateway, type RunningGateway } from '../testing/running-gateway';
import { soapUrl } from '../testing/soap-post';

const SCRIPT = join(__dirname, 'zeep-client.py');
/** Debian's python3-zeep is for Debian's python3, which need not be the first on the path. */
const python = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import zeep']).status === 0,
);

if (python === undefined) {
  process.stdout.write(
    'zeep is not there, its test is skipped: apt-get install --no-install-recommends python3-zeep\n',
  );
  it('skipped, since python3-zeep is not installed: zeep reads the answers', () => {
    expect(existsSync('/usr/lib/python3/dist-packages/zeep')).toBe(false);
  });
} else {
  describeZeep(python);
}

function describeZeep(python: string): void {
  describe('a client that zeep makes from the WSDL', () => {
    let gateway: RunningGateway;
    beforeAll(async () => (gateway = await startGateway({ SOAP: 'open' })));
    afterAll(() => gateway.stop());

    it('reads the answer to each message of 1.5, and all it said is in the log', async () => {
      const url = soapUrl(gateway);
      const { stdout } = await promisify(execFile)(python, [SCRIPT, url, 'ZEEP 1'], { timeout: 60_000 });
      const answers = JSON.parse(stdout) as Record<string, unknown>;
      expect(answers).toMatchObject({
        BootNotification: { status: 'Accepted', heartbeatInterval: 300 },
        Authorize: { status: 'Accepted' },
        StartTransaction: { transactionId: expect.any(Number) as number, idTagInfo: { status: 'Accepted' } },
        Heartbeat: expect.stringMatching(/^20\d\d-/) as string,
        DataTransfer: { status: 'UnknownVendorId' },
      });
      expect(Object.keys(answers)).toHaveLength(11);
      const events = (await gateway.logged()).filter(({ stationId }) => stationId === 'ZEEP 1');
      const samples = events.flatMap((event) =>
        event.kind === 'station.samples.reported' ? [event.data.samples.map(({ value }) => value)] : [],
      );
      expect(samples).toEqual([[1_500], [1_500, 7, 1_500, 7]]);
      expect(events.find(({ kind }) => kind === 'station.transaction.ended')).toMatchObject({
        data: { meterStopWh: 2_000, samples: [{ value: 1_500, unit: 'Wh' }] },
      });
    });
  });
}
