import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Room in the pages for a cost that changes with each meter value: updates that no index sees (HOT). */
export class RoomForUpdates1764100000000 implements MigrationInterface {
  readonly name = 'RoomForUpdates1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE priced_session SET (fillfactor = 60)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE priced_session RESET (fillfactor)');
  }
}
