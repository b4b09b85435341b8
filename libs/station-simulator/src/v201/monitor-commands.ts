import { type Command, status } from '../call-desk';
import type { Reply, Rig } from '../rig';
import type { Component, VariableName } from './device-model';
import { type AskedMonitor, isSame, type Monitor } from './monitors';
import { type Parts, rejected } from './parts';

/** Monitors in one NotifyMonitoringReport. */
const PART = 15;
const CRITERIA: Record<string, RegExp> = {
  ThresholdMonitoring: /Threshold$/,
  DeltaMonitoring: /^Delta$/,
  PeriodicMonitoring: /^Periodic/,
};

/** The commands about monitors. */
export function monitorCommands({ rig, monitors }: Parts): Record<string, Command> {
  return {
    SetVariableMonitoring: ({ setMonitoringData }) => ({
      answer: { setMonitoringResult: (setMonitoringData as AskedMonitor[]).map((asked) => monitors.set(asked)) },
    }),

    ClearVariableMonitoring: ({ id }) => ({
      answer: {
        clearMonitoringResult: (id as number[]).map((one) => ({
          status: monitors.clear(one) ? 'Accepted' : 'NotFound',
          id: one,
        })),
      },
    }),

    SetMonitoringBase: () => {
      monitors.clearAll();
      return status('Accepted');
    },

    SetMonitoringLevel: ({ severity }) => {
      monitors.setLevel(Number(severity));
      return status('Accepted');
    },

    GetMonitoringReport: ({ requestId, monitoringCriteria, componentVariable }): Reply => {
      const criteria = (monitoringCriteria as string[] | undefined) ?? [];
      const asked = (componentVariable as { component: Component; variable?: VariableName }[] | undefined) ?? [];
      const found = monitors.all.filter(
        (one) =>
          (criteria.length === 0 || criteria.some((criterion) => CRITERIA[criterion]?.test(one.type))) &&
          (asked.length === 0 || asked.some((what) => isSame(one, { variable: one.variable, ...what }))),
      );
      if (found.length === 0) return rejected('EmptyResult', 'EmptyResultSet');
      return { answer: { status: 'Accepted' }, then: () => void report(rig, Number(requestId), found) };
    },
  };
}

async function report(rig: Rig, requestId: number, found: readonly Monitor[]): Promise<void> {
  const generatedAt = rig.now().toISOString();
  for (let seqNo = 0; seqNo * PART < found.length; seqNo++) {
    const part = found.slice(seqNo * PART, (seqNo + 1) * PART);
    const monitor = part.map(({ component, variable, id, transaction, value, type, severity }) => ({
      component,
      variable,
      variableMonitoring: [{ id, transaction: transaction ?? false, value, type, severity }],
    }));
    const tbc = (seqNo + 1) * PART < found.length;
    const outcome = await rig.lane.call('NotifyMonitoringReport', { requestId, seqNo, generatedAt, tbc, monitor });
    if (outcome.kind === 'dropped') return;
  }
}
