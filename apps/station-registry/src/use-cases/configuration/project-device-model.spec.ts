import { inTenant, openDatabase } from '@chargebus/database';
import { testDatabase, type TestDatabase } from '@chargebus/embedded-infra';
import type { DataSource } from 'typeorm';
import { registryService } from '../..';
import { expectReport, findReport } from '../../store/monitoring/station-report.repository';
import { listVariables, loadVariables } from '../../store/configuration/station-variable.repository';
import { reported, reportParts, shuffledWithRepeats, type ReportPart } from '../../testing/report-parts';
import { projectDeviceModel } from './project-device-model';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();

describe('the device model', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await testDatabase();
    const { schema, entities, migrations } = registryService.database!;
    dataSource = await openDatabase({ url: database.url, schema, entities, migrations, applicationName: 'model-spec' });
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  const write = <T>(work: Parameters<typeof inTenant<T>>[2]): Promise<T> => inTenant(dataSource, 'default', work);
  const expected = (stationId: string, requestId: number, base: string, minute: number) =>
    write((em) => expectReport(em, { tenantId: 'default', stationId, requestId }, base, at(minute)));
  const project = (parts: ReportPart[]): Promise<void> =>
    write((em) =>
      projectDeviceModel(
        parts.map((event, index) => ({ event, epoch: 'STATION@1', seq: 1, index, partition: 0 })),
        { em },
      ),
    );
  const rows = (stationId: string) => write((em) => loadVariables(em, { tenantId: 'default', stationId }));
  const values = async (stationId: string) => (await rows(stationId)).map(({ path, value }) => `${path}=${value}`);

  it('is the same from any order and grouping of parts, and drops what a complete report of everything does not name', async () => {
    const told: string[][] = [];
    for (const seed of [1, 2, 3, 4]) {
      const id = `M${seed}`;
      await expected(id, 1, 'full', 0);
      await project(
        reportParts({ stationId: id, requestId: 1, at: at(1) }, [
          [reported('Old', 'Gone', '1'), reported('C', 'V0', 'old')],
        ]),
      );
      await expected(id, 2, 'full', 10);
      const report = reportParts(
        { stationId: id, requestId: 2, at: at(11) },
        [0, 1, 2, 3, 4].map((n) => [
          reported('C', `V${n}`, `${n}`),
          reported('EVSE', 'Power', `${n}`, { evseId: n + 1 }),
        ]),
      );
      const parts = shuffledWithRepeats(report, seed);
      for (let from = 0; from < parts.length; from += seed) await project(parts.slice(from, from + seed));
      told.push(await values(id));
    }
    expect(told[0]).toHaveLength(10);
    expect(told[0]).toContain('c.v0=0');
    for (const other of told) expect(other).toEqual(told[0]);
  });

  it('is not set back by a part of an older report that comes late, nor emptied by a report in pieces', async () => {
    await expected('M5', 1, 'full', 0);
    await expected('M5', 2, 'full', 10);
    const [first] = reportParts({ stationId: 'M5', requestId: 1, at: at(20) }, [[reported('C', 'V', 'old')], []]);
    const newer = reportParts({ stationId: 'M5', requestId: 2, at: at(11) }, [
      [reported('C', 'V', 'new')],
      [],
      [reported('C', 'W', '1')],
    ]);
    await project([newer[2]!, newer[0]!, first!]);
    expect(await values('M5')).toEqual(['c.v=new', 'c.w=1']);
    const report = await write((em) => findReport(em, { tenantId: 'default', stationId: 'M5', requestId: 2 }));
    expect(report).toMatchObject({ seqNos: [0, 2], lastSeqNo: 2, completedAt: null });
  });

  it('takes a report that nobody here asked for as news, and is read page by page', async () => {
    const variables = ['a', 'B', 'c'].map((name) => reported('Ctrlr', name, name));
    await project(reportParts({ stationId: 'M6', requestId: 2 ** 40, at: at(1) }, [variables]));
    const station = { tenantId: 'default', stationId: 'M6' };
    const page = (after?: string) =>
      write((em) => listVariables(em, station, { component: 'CTRLR' }, { limit: 1, after }));
    expect((await page()).map(({ variable }) => variable)).toEqual(['a', 'B']);
    expect((await page('ctrlr.b')).map(({ variable }) => variable)).toEqual(['c']);
  });
});
