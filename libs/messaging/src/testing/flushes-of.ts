import type { DataSource } from 'typeorm';

/** Whether each commit that changed a row of `table` during `work` waited until it was flushed: `on` or `off`, in their order. */
export async function flushesOf(dataSource: DataSource, table: string, work: () => Promise<void>): Promise<string[]> {
  await dataSource.query(`CREATE TABLE noted_commit (flushed text);
    CREATE FUNCTION note_commit() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO noted_commit VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER note_commit AFTER INSERT OR UPDATE OR DELETE ON ${table} INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION note_commit()`);
  try {
    await work();
    const noted = await dataSource.query<{ flushed: string }[]>('SELECT flushed FROM noted_commit');
    return noted.map(({ flushed }) => flushed);
  } finally {
    await dataSource.query('DROP FUNCTION note_commit CASCADE; DROP TABLE noted_commit');
  }
}
