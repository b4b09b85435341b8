import type { Command } from '../call-desk';
import type { Reply } from '../rig';
import type { Component, VariableName } from './device-model';
import { type Parts, rejected } from './parts';

interface AskedMonitor {
  id?: number;
  transaction?: boolean;
  value: number;
  type: string;
  severity: number;
  component: Component;
  variable: VariableName;
}
type Monitor = AskedMonitor & { id: number };

/** Monitors in one NotifyMonitoringReport. */
const PART = 15;
const CRITERIA: Record<string, RegExp> = {
  ThresholdMonitoring: /Threshold$/,
  DeltaMonitoring: /^Delta$/,
  PeriodicMonitoring: /^Periodic/,
};

/** Monitors are kept, named and reported; nothing is measured against them. It has none hard-wired or from its factory. */
export function monitorCommands({ rig, model }: Parts): Record<string, Command> {
  const monitors = new Map<number, Monitor>();
  let made = 0;

  const setOne = (asked: AskedMonitor): object => {
    const { type, severity, component, variable } = asked;
    const about = { type, severity, component, variable };
    const known = model.get(component, variable).status;
    if (known.startsWith('Unknown')) return { status: known, ...about };
    if (asked.id !== undefined && !monitors.has(asked.id)) return { status: 'Rejected', ...about };
    const sameKind = [...monitors.values()].find(
      (one) => one.id !== asked.id && one.type === type && one.severity === severity && isSame(one, asked),
    );
    // N04.FR.10.
    if (sameKind) return { status: 'Duplicate', ...about };
    const id = asked.id ?? ++made;
    monitors.set(id, { ...asked, id });
    return { id, status: 'Accepted', ...about };
  };

  const report = async (requestId: number, found: readonly Monitor[]): Promise<void> => {
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
  };

  return {
    SetVariableMonitoring: ({ setMonitoringData }) => ({
      answer: { setMonitoringResult: (setMonitoringData as AskedMonitor[]).map(setOne) },
    }),

    ClearVariableMonitoring: ({ id }) => ({
      answer: {
        clearMonitoringResult: (id as number[]).map((one) => ({
          status: monitors.delete(one) ? 'Accepted' : 'NotFound',
          id: one,
        })),
      },
    }),

    SetMonitoringBase: () => {
      monitors.clear();
      return { answer: { status: 'Accepted' } };
    },

    SetMonitoringLevel: () => ({ answer: { status: 'Accepted' } }),

    GetMonitoringReport: ({ requestId, monitoringCriteria, componentVariable }): Reply => {
      const criteria = (monitoringCriteria as string[] | undefined) ?? [];
      const asked = (componentVariable as { component: Component; variable?: VariableName }[] | undefined) ?? [];
      const found = [...monitors.values()].filter(
        (one) =>
          (criteria.length === 0 || criteria.some((criterion) => CRITERIA[criterion]?.test(one.type))) &&
          (asked.length === 0 || asked.some((what) => isSame(one, { variable: one.variable, ...what }))),
      );
      if (found.length === 0) return rejected('EmptyResult', 'EmptyResultSet');
      return { answer: { status: 'Accepted' }, then: () => void report(Number(requestId), found) };
    },
  };
}

function isSame(
  a: { component: Component; variable: VariableName },
  b: { component: Component; variable: VariableName },
): boolean {
  const nameOf = ({ component: { name, instance, evse }, variable }: typeof a): string =>
    JSON.stringify([name, instance, evse?.id, evse?.connectorId, variable.name, variable.instance]).toLowerCase();
  return nameOf(a) === nameOf(b);
}
