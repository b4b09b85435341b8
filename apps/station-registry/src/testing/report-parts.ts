import type { StationEventOf, VariableReport } from '@chargebus/contracts';

export type ReportPart = StationEventOf<'station.variables.reported'>;

/** A reported variable with its actual value. */
export const reported = (component: string, variable: string, value?: string, more: object = {}): VariableReport => ({
  component,
  variable,
  attributes: [
    {
      type: 'actual',
      ...(value === undefined ? {} : { value }),
      mutability: 'read-write',
      persistent: true,
      constant: false,
    },
  ],
  ...more,
});

/** The parts of a report, one list of variables a part. */
export function reportParts(
  o: { stationId: string; requestId: number; at: string },
  parts: VariableReport[][],
): ReportPart[] {
  const link = { id: 'l', gatewayId: 'gw', ocppVersion: '2.0.1' as const, transport: 'ws' as const, epoch: 1 };
  return parts.map((variables, seqNo) => ({
    kind: 'station.variables.reported',
    ...{ tenantId: 'default', stationId: o.stationId, link, receivedAt: o.at },
    data: { requestId: o.requestId, seqNo, last: seqNo === parts.length - 1, variables },
  }));
}

/** Always the same order for the same seed; some come twice. */
export function shuffledWithRepeats<T>(items: readonly T[], seed: number): T[] {
  let state = seed * 2_654_435_761;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const all = [...items, ...items.filter(() => random(3) === 0)];
  for (let n = all.length - 1; n > 0; n--) {
    const other = random(n + 1);
    [all[n], all[other]] = [all[other] as T, all[n] as T];
  }
  return all;
}
