import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Of the facts that a session has while it runs, only what its bill is made of is kept from now on. Rows that are there stay as they
 * are, for there may be a hundred million: they say the same and more in the same places.
 */
export class SlimInputs1765100000000 implements MigrationInterface {
  readonly name = 'SlimInputs1765100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE priced_session ADD COLUMN occasion text;
      COMMENT ON COLUMN priced_session.occasion IS
        'Who charges, where and since when, as the input of the session says that was kept whole last.';
      COMMENT ON TABLE session_input IS
        'What a bill was made of, kept as long as the bill: replay reads this, not the log.';
      COMMENT ON COLUMN session_input.fact IS
        'Of the fact what bills, exports and replay read; {data,session} is whole where it has a token, maybe null.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE priced_session DROP COLUMN occasion');
  }
}
