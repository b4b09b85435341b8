import { basename } from 'node:path';
import { ocppVersion, type OcppVersion } from '@chargebus/contracts';
import { dialects, soapDialects } from '@chargebus/ocpp-dialects';
import { blocks, code, sorted, table } from '../markdown';
import type { Page } from '../pages';
import { ocaIdsIn } from './oca-cases';
import { ocaTable } from './oca-table';
import { anchorOf, overviewTable, type Claim } from './overview-table';
import { probeDialect, type ActionFound } from './probe-dialect';
import { readTests, type Test } from './spec-files';
import { testsOf } from './test-claims';

/** docs/conformance.md: what of each OCPP version is supported, and the tests that show it. */
export const conformancePage: Page = {
  path: 'docs/conformance.md',
  render(root) {
    const tests = readTests(root);
    const columns = ocppVersion.options.map((version) => ({ version, claims: claimsOf(version, tests) }));
    return blocks(
      '# Conformance',
      'What becomes of each action of each OCPP version. The tables are found out by calling the dialects, not written by ' +
        'hand; every test named here runs in `npm test`. Where no test is about an action the table says `untested`, and ' +
        'nothing is claimed.',
      table(
        ['state', 'what'],
        [
          ['row', 'A message of the station is translated: what it asks, and the events that go into the log.'],
          ['command', 'A neutral command is spelled with it.'],
          ['raw only', 'Sent by `POST /stations/{id}/ocpp` alone, its payload checked by the schema.'],
          ['not supported', 'Answered with NotSupported.'],
        ],
      ),
      "Cases of the Open Charge Alliance (OCA) count by the tests that name them; none was run with the OCA's own tool.",
      table(
        ['state of a case', 'what'],
        [
          ['covered', 'A test of a service or of the whole system names it.'],
          ['messages only', 'Its messages are read and spelled right; no test yet shows what comes of them.'],
          ['pending', 'No test names it; it waits for the capability named.'],
        ],
      ),
      ['## All versions', OVERVIEW, overviewTable(columns)],
      columns.flatMap(({ version, claims }) =>
        claims.length === 0 ? [] : versionText(version, claims, ocaTable(version, tests)),
      ),
    );
  },
};

const OVERVIEW =
  'Every action of every version, and in which state it is; the state leads to the tests of that version. ' +
  'An empty cell: the version has no such action.';

/** What is claimed of each action of a version. */
function claimsOf(version: OcppVersion, tests: readonly Test[]): Claim[] {
  const dialect = [...dialects, ...soapDialects].find((one) => one.version === version);
  const all = dialect ? probeDialect(dialect) : [];
  return all.map((found) => ({ ...found, tests: testsOf(found, version, tests, all) }));
}

function versionText(version: OcppVersion, claims: readonly Claim[], ocaCases: string): string {
  const tested = claims.filter(({ tests }) => tests.length > 0);
  return blocks(
    `## OCPP ${version}`,
    `${claims.length} actions, those that go both ways counted twice; ${tested.length} with tests of their own.`,
    table(
      ['action', 'sent by', 'state', 'neutral meaning', 'tests'],
      claims.map((claim) => rowOf(claim, version)),
    ),
    ocaCases,
    [`### Tests of OCPP ${version} by action`, ...tested.map((claim) => testList(claim, version))],
  );
}

function rowOf(claim: Claim, version: OcppVersion): string[] {
  const { action, direction, state, tests } = claim;
  const ids = sorted(tests.flatMap(({ title }) => ocaIdsIn(title, version)));
  return [
    code(action),
    direction === 'in' ? 'station' : 'us',
    tests.length === 0 ? `${state}, untested` : state,
    meaningOf(claim),
    tests.length === 0 ? '' : [`[${tests.length}](#${anchorOf(claim, version)})`, ...ids].join(' '),
  ];
}

function meaningOf({ asks, neutral, heartbeat, oneWay }: ActionFound): string {
  if (heartbeat) return 'answered by the gateway, not logged';
  const asked = asks.length > 0 ? [`asks ${asks.map(code).join(', ')}`] : [];
  return [...asked, ...neutral.map(code), ...(oneWay ? ['not answered (SEND)'] : [])].join('; ');
}

function testList(claim: Claim, version: OcppVersion): string {
  const way = claim.direction === 'in' ? 'from the station' : 'to the station';
  const lines = sorted(claim.tests.map(({ file }) => file)).flatMap((file) => [
    `- [${basename(file)}](../${file})`,
    ...claim.tests.filter((test) => test.file === file).map(({ title }) => `  - ${title.replace(/[<*|]/g, '\\$&')}`),
  ]);
  return blocks(`<a id="${anchorOf(claim, version)}"></a>**${claim.action}**, ${way}`, lines.join('\n'));
}
