import type { Rig } from '../rig';
import type { Timer } from '../timer-wheel';
import type { Component, DeviceModel, VariableName } from './device-model';
import type { Evse } from './evse';

export interface Watched {
  component: Component;
  variable: VariableName;
}
export interface AskedMonitor extends Watched {
  id?: number;
  transaction?: boolean;
  value: number;
  type: string;
  severity: number;
}
export type Monitor = AskedMonitor & { id: number };

/** What a monitor saw last. */
interface Seen {
  value: string;
  exceeded: boolean;
  /** When a periodic one is due, ms since 1970. */
  dueMs: number;
}

const LOOK_EVERY_MS = 500;

/** Monitors of variables (N): each is looked at twice a second, and what it sees is told as NotifyEvent. */
export class Monitors {
  private readonly monitors = new Map<number, Monitor>();
  private readonly seen = new Map<number, Seen>();
  /** Events of monitors with a higher number are not told. */
  private level = 9;
  private made = 0;
  private events = 0;
  private running = false;
  private timer: Timer | undefined;

  constructor(private readonly o: { rig: Rig; model: DeviceModel; evses: readonly Evse[]; ready(): boolean }) {}

  get all(): readonly Monitor[] {
    return [...this.monitors.values()];
  }

  /** The result of one item of SetVariableMonitoring. */
  set(asked: AskedMonitor): object {
    const { type, severity, component, variable } = asked;
    const about = { type, severity, component, variable };
    const known = this.o.model.get(component, variable).status;
    if (known.startsWith('Unknown')) return { status: known, ...about };
    if (asked.id !== undefined && !this.monitors.has(asked.id)) return { status: 'Rejected', ...about };
    const sameKind = this.all.find(
      (one) => one.id !== asked.id && one.type === type && one.severity === severity && isSame(one, asked),
    );
    // N04.FR.10.
    if (sameKind) return { status: 'Duplicate', ...about };
    const id = asked.id ?? ++this.made;
    const monitor = { ...asked, id };
    this.monitors.set(id, monitor);
    this.seen.set(id, { value: this.valueOf(monitor), exceeded: false, dueMs: this.nextDue(monitor) });
    this.lookLater();
    return { id, status: 'Accepted', ...about };
  }

  clear(id: number): boolean {
    this.seen.delete(id);
    return this.monitors.delete(id);
  }

  /** It has none hard-wired, and none from its factory. */
  clearAll(): void {
    this.monitors.clear();
    this.seen.clear();
  }

  setLevel(severity: number): void {
    this.level = severity;
  }

  switchedOn(): void {
    this.running = true;
    this.lookLater();
  }

  switchedOff(): void {
    this.running = false;
    this.timer?.cancel();
    this.timer = undefined;
  }

  private lookLater(): void {
    if (!this.running || this.timer || this.monitors.size === 0) return;
    this.timer = this.o.rig.timers.after(LOOK_EVERY_MS, () => {
      this.timer = undefined;
      for (const monitor of this.all) if (this.isOn(monitor)) this.look(monitor);
      this.lookLater();
    });
  }

  /** Events are not kept for later: what happens while nobody listens is seen when somebody does. */
  private isOn({ transaction, component }: Monitor): boolean {
    if (!this.o.ready()) return false;
    return !transaction || this.o.evses.some(({ id, transaction: runs }) => id === component.evse?.id && runs);
  }

  private look(monitor: Monitor): void {
    const before = this.seen.get(monitor.id) as Seen;
    const value = this.valueOf(monitor);
    switch (monitor.type) {
      case 'UpperThreshold':
      case 'LowerThreshold': {
        const above = Number(value) > monitor.value;
        const below = Number(value) < monitor.value;
        const exceeded = monitor.type === 'UpperThreshold' ? above : below;
        if (exceeded === before.exceeded) return;
        this.seen.set(monitor.id, { ...before, exceeded });
        // N07.FR.06: told once when it is crossed, and once when that is over.
        return this.tell(monitor, value, { trigger: 'Alerting', ...(exceeded ? {} : { cleared: true }) });
      }
      case 'Delta': {
        const isNumber = Number.isFinite(Number(value)) && value !== '';
        const changed = isNumber
          ? Math.abs(Number(value) - Number(before.value)) >= monitor.value
          : value !== before.value;
        if (!changed || value === before.value) return;
        this.seen.set(monitor.id, { ...before, value });
        return this.tell(monitor, value, { trigger: 'Delta' });
      }
      default:
        if (this.o.rig.now().getTime() < before.dueMs) return;
        this.seen.set(monitor.id, { ...before, dueMs: this.nextDue(monitor) });
        return this.tell(monitor, value, { trigger: 'Periodic' });
    }
  }

  private tell(monitor: Monitor, actualValue: string, more: { trigger: string; cleared?: true }): void {
    if (monitor.severity > this.level) return;
    const { id: variableMonitoringId, component, variable } = monitor;
    const timestamp = this.o.rig.now().toISOString();
    const kind = { eventId: ++this.events, timestamp, eventNotificationType: 'CustomMonitor', variableMonitoringId };
    const eventData = [{ ...kind, ...more, actualValue, component, variable }];
    void this.o.rig.lane.call('NotifyEvent', { generatedAt: timestamp, tbc: false, seqNo: 0, eventData });
  }

  private valueOf({ component, variable }: Watched): string {
    return this.o.model.get(component, variable).value ?? '';
  }

  private nextDue({ type, value }: Monitor): number {
    const nowMs = this.o.rig.now().getTime();
    const periodMs = Math.max(value, 1) * 1_000;
    return type === 'PeriodicClockAligned' ? (Math.floor(nowMs / periodMs) + 1) * periodMs : nowMs + periodMs;
  }
}

export function isSame(a: Watched, b: Watched): boolean {
  const nameOf = ({ component: { name, instance, evse }, variable }: Watched): string =>
    JSON.stringify([name, instance, evse?.id, evse?.connectorId, variable.name, variable.instance]).toLowerCase();
  return nameOf(a) === nameOf(b);
}
