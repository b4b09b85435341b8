import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * The fixtures are a small monorepo of their own, linted as a whole with the real configuration. The first line of each
 * says what must come of it: `// passes`, or `// fails: <rule id>, <rule id>`.
 */
const fixtures = join(__dirname, 'lint-fixtures');
const root = join(__dirname, '..');

/** Every rule that says something about this repository: each needs a fixture that fails. */
const RULES = [
  'chargebus/layers',
  'chargebus/declared-dependencies',
  'chargebus/service-floors',
  'chargebus/named-by-subject',
  'max-lines',
  'no-console',
  'no-restricted-exports',
  'no-restricted-imports',
  'no-restricted-properties',
  'no-restricted-syntax',
  'no-warning-comments',
  '@typescript-eslint/no-explicit-any',
  '@typescript-eslint/no-floating-promises',
  '@typescript-eslint/no-misused-promises',
  '@typescript-eslint/switch-exhaustiveness-check',
];

interface Linted {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string; readonly severity: number }[];
}

/** ESLint as `npm run lint` runs it; it loads its configuration as a module, which jest's own loader cannot. */
function lintFixtures(): Promise<Linted[]> {
  const eslint = join(root, 'node_modules', 'eslint', 'bin', 'eslint.js');
  const args = [eslint, '--config', join(root, 'eslint.config.mjs'), '--format', 'json', '.'];
  return new Promise((resolve, reject) => {
    // ESLint ends with 1 because fixtures fail, as they must: only output that is no JSON is a fault.
    execFile(process.execPath, args, { cwd: fixtures, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as Linted[]);
      } catch {
        reject(new Error(stderr || stdout));
      }
    });
  });
}

const faultsOf = ({ messages }: Linted): string[] => [
  ...new Set(messages.filter(({ severity }) => severity === 2).map(({ ruleId, message }) => ruleId ?? message)),
];

function expectedOf({ filePath }: Linted): string[] | undefined {
  const [first = ''] = readFileSync(filePath, 'utf8').split('\n', 1);
  if (first === '// passes') return [];
  const [, rules] = /^\/\/ fails: (.+)$/.exec(first) ?? [];
  return rules?.split(', ');
}

describe('the lint rules', () => {
  let linted: Linted[];
  beforeAll(async () => {
    linted = await lintFixtures();
  });

  it('catch each fixture that must fail by the very rule it names, and pass the good ones', () => {
    const actual = linted.map((file) => [relative(fixtures, file.filePath), faultsOf(file).sort()]);
    const expected = linted.map((file) => [relative(fixtures, file.filePath), expectedOf(file)?.sort()]);
    expect(linted.length).toBeGreaterThan(100);
    expect(actual).toEqual(expected);
  });

  it.each(RULES)('have a fixture that fails for %s', (rule) => {
    expect(linted.filter((file) => faultsOf(file).includes(rule))).not.toEqual([]);
  });

  it('have a fixture for each pair of layers that may not meet', () => {
    const pairs = linted.filter((file) => /src.imports-[a-z-]+\.ts$/.test(file.filePath)).map(faultsOf);
    expect(pairs.filter((faults) => faults.includes('chargebus/layers')).length).toBeGreaterThanOrEqual(45);
  });
});
