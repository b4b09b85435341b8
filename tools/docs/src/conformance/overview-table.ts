import type { OcppVersion } from '@chargebus/contracts';
import { code, sorted, table } from '../markdown';
import type { ActionFound, Direction } from './probe-dialect';
import type { Test } from './spec-files';

/** What is said of an action in one direction, and the tests that show it. */
export interface Claim extends ActionFound {
  readonly tests: readonly Test[];
}

/** What is claimed of a version. */
export interface VersionColumn {
  readonly version: OcppVersion;
  readonly claims: readonly Claim[];
}

/** Where the tests of an action are listed. */
export const anchorOf = (
  { action, direction }: Pick<ActionFound, 'action' | 'direction'>,
  version: OcppVersion,
): string => `v${version.replaceAll('.', '')}-${direction}-${action.toLowerCase()}`;

/** One row an action and direction, one column a version. */
export function overviewTable(columns: readonly VersionColumn[]): string {
  const rows = sorted(columns.flatMap(({ claims }) => claims.map(keyOf)));
  return table(
    ['action', 'sent by', ...columns.map(({ version }) => version)],
    rows.map((key) => {
      const [action = '', direction] = key.split(' ');
      const cells = columns.map((column) => cellOf(key, column));
      return [code(action), direction === 'in' ? 'station' : 'us', ...cells];
    }),
  );
}

const keyOf = ({ action, direction }: { action: string; direction: Direction }): string => `${action} ${direction}`;

function cellOf(key: string, { version, claims }: VersionColumn): string {
  const claim = claims.find((one) => keyOf(one) === key);
  if (!claim) return '';
  return claim.tests.length > 0 ? `[${claim.state}](#${anchorOf(claim, version)})` : `${claim.state}, untested`;
}
