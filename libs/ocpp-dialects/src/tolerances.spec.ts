import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tolerances } from './tolerances';

const sources = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/\.(?:spec|fixture)\.ts$|^tolerances\.ts$/.test(file))
  .map((file) => readFileSync(join(__dirname, file), 'utf8'))
  .join('\n');

describe('the names of what is forgiven', () => {
  it.each(Object.keys(tolerances))('%s is given by a repair or an oddity', (name) => {
    expect(sources).toContain(`'${name}'`);
  });

  it('are words with dashes between them, each with a sentence of one line', () => {
    for (const [name, meaning] of Object.entries(tolerances)) {
      expect([name, name]).toEqual([name, expect.stringMatching(/^[a-z0-9.]+(?:-[a-z0-9.]+)*$/)]);
      expect([name, meaning]).toEqual([name, expect.stringMatching(/^[A-Z"29].{10,150}\.$/)]);
    }
  });
});
