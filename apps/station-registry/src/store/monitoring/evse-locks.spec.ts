import { inTenant, openDatabase } from '@chargebus/database';
import { testDatabase, type TestDatabase } from '@chargebus/embedded-infra';
import type { DataSource } from 'typeorm';
import { registryService } from '../..';
import { describeEvses } from '../registration/evse-description.repository';
import { ensureEvses, lockActivities, putInService, saveActivities } from './evse.repository';

const ROUNDS = 40;
const at = '2026-01-01T12:00:00.000Z';

describe('writers of many EVSEs', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await testDatabase();
    const { schema, entities, migrations } = registryService.database!;
    const options = { url: database.url, schema, entities, migrations, applicationName: 'evse-locks' };
    dataSource = await openDatabase(options);
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await database?.drop();
  });

  it('never wait for each other in a circle: first statuses, sessions and descriptions of the same EVSEs, in any order', async () => {
    const write = <T>(work: Parameters<typeof inTenant<T>>[2]): Promise<T> => inTenant(dataSource, 'default', work);
    // Each round brings EVSEs that are new beside those that were there, to each writer in an order of its own.
    const evsesOf = (round: number, turn: number) => {
      const keys = Array.from({ length: 60 }, (_, n) => ({
        tenant_id: 'default',
        station_id: `S-${round + n}`,
        id: 1,
      }));
      return [...keys.slice(turn), ...keys.slice(0, turn)];
    };
    const firstStatuses = (round: number) =>
      write(async (em) => {
        const keys = evsesOf(round, 13);
        await ensureEvses(em, keys.slice(0, 30));
        await putInService(
          em,
          keys.map((key) => ({ ...key, at })),
        );
      });
    const sessions = (round: number) =>
      write(async (em) => {
        const rows = await lockActivities(em, evsesOf(round, 41));
        await saveActivities(
          em,
          rows.map((row) => ({ ...row, power_w: round })),
        );
      });
    const words = (round: number) =>
      write((em) =>
        describeEvses(
          em,
          'default',
          evsesOf(round, 29).map(({ station_id, id }) => ({ stationId: station_id, id, evseId: `AT*${station_id}` })),
        ),
      );
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all([firstStatuses(round), sessions(round), words(round), sessions(round + 1)]);
    }
    // Those of the first round may have been nobody's yet when their first status came.
    await firstStatuses(0);
    const [counts] = await dataSource.query(
      `SELECT count(power_w)::int AS powered, count(in_service_since)::int AS served, count(evse_id)::int AS described FROM evse`,
    );
    expect(counts).toEqual({ powered: ROUNDS + 60, served: ROUNDS + 59, described: ROUNDS + 59 });
  });
});
