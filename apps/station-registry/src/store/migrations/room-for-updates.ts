import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['station_state', 'connector', 'evse'];

/** Room in the pages for rows that change with each report: updates that no index sees (HOT). */
export class RoomForUpdates1764100000000 implements MigrationInterface {
  readonly name = 'RoomForUpdates1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`ALTER TABLE ${table} SET (fillfactor = 60)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`ALTER TABLE ${table} RESET (fillfactor)`);
  }
}
