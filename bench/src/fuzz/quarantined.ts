import { Client } from 'pg';

const SHOWN = 10;

/** The events in quarantine of all services' schemas, as lines for people; at most ten of each. */
export async function quarantinedEvents(databaseUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const schemas = await client.query<{ schema: string }>(
      `SELECT table_schema AS schema FROM information_schema.tables WHERE table_name = 'quarantine' ORDER BY 1`,
    );
    const lines: string[] = [];
    for (const { schema } of schemas.rows) {
      const found = await client.query<{ reader: string; error: string; event: string }>(
        `SELECT reader, left(error, 600) AS error, left(event, 1200) AS event FROM "${schema}".quarantine ORDER BY id LIMIT $1`,
        [SHOWN],
      );
      lines.push(
        ...found.rows.map(({ reader, error, event }) => `in quarantine of ${reader}: ${error}; event: ${event}`),
      );
    }
    return lines;
  } finally {
    await client.end();
  }
}
