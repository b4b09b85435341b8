import type { Reply, Rig } from '../rig';
import type { Component, DeviceModel, Variable, VariableName } from './device-model';
import { rejected } from './parts';

/** Variables in one NotifyReport. */
const PART = 15;

const SUMMARY = ['Available', 'AvailabilityState', 'Problem'];

export interface AskedVariable {
  component: Component;
  variable?: VariableName;
}

const BASES: Record<string, (variable: Variable) => boolean> = {
  ConfigurationInventory: ({ mutability }) => mutability !== 'ReadOnly',
  FullInventory: () => true,
  SummaryInventory: ({ variable, component }) =>
    SUMMARY.includes(variable.name) && ['ChargingStation', 'EVSE', 'Connector'].includes(component.name),
};

/** Answers GetBaseReport (B07) and GetReport (B08), and sends what was asked for in parts of a NotifyReport. */
export class Reports {
  constructor(
    private readonly rig: Rig,
    private readonly model: DeviceModel,
  ) {}

  base(requestId: number, reportBase: string): Reply {
    const wanted = BASES[reportBase];
    return wanted ? this.answer(requestId, this.model.report(wanted)) : rejected('UnsupportedRequest', 'NotSupported');
  }

  custom(requestId: number, criteria: readonly string[], asked: readonly AskedVariable[]): Reply {
    const meets = (variable: Variable): boolean =>
      (criteria.length === 0 || this.meets(variable, criteria)) &&
      (asked.length === 0 || asked.some((one) => isAsked(one, variable)));
    return this.answer(requestId, this.model.report(meets));
  }

  private answer(requestId: number, data: readonly object[]): Reply {
    if (data.length === 0) return rejected('EmptyResult', 'EmptyResultSet');
    return { answer: { status: 'Accepted' }, then: () => void this.send(requestId, data) };
  }

  private async send(requestId: number, data: readonly object[]): Promise<void> {
    const generatedAt = this.rig.now().toISOString();
    for (let seqNo = 0; seqNo * PART < data.length; seqNo++) {
      const reportData = data.slice(seqNo * PART, (seqNo + 1) * PART);
      const tbc = (seqNo + 1) * PART < data.length;
      const part = { requestId, generatedAt, seqNo, ...(tbc ? { tbc } : {}), reportData };
      const outcome = await this.rig.lane.call('NotifyReport', part);
      // Nobody listens any more: a report is asked for again, not repeated.
      if (outcome.kind === 'dropped') return;
    }
  }

  /** B08.FR.07 to 10: a component meets a criterion whose variable is true, and all but Problem where it has none. */
  private meets({ component }: Variable, criteria: readonly string[]): boolean {
    return criteria.some((criterion) => {
      const { status, value } = this.model.get(component, { name: criterion });
      return status === 'Accepted' ? value?.toLowerCase() === 'true' : criterion !== 'Problem';
    });
  }
}

/** What a question leaves out, it asks for all of. */
function isAsked(asked: AskedVariable, { component, variable }: Variable): boolean {
  const same = (a: string | number | undefined, b: string | number | undefined): boolean =>
    a === undefined || String(a).toLowerCase() === String(b ?? '').toLowerCase();
  return (
    same(asked.component.name, component.name) &&
    same(asked.component.instance, component.instance) &&
    same(asked.component.evse?.id, component.evse?.id) &&
    same(asked.component.evse?.connectorId, component.evse?.connectorId) &&
    same(asked.variable?.name, variable.name) &&
    same(asked.variable?.instance, variable.instance)
  );
}
