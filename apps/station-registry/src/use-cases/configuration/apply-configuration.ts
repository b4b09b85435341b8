import type { Attempt, SyncCause } from '../../domain/configuration/configuration-state';
import { decideState, isToRetry, isToSet, nextAttempt } from '../../domain/configuration/configuration-state';
import type { Ending } from '../../domain/commands/command';
import { newestOfEach } from '../../domain/configuration/device-model';
import type { LearnedSetting } from '../../domain/configuration/learned-settings';
import { keyOf, labelOf } from '../../domain/configuration/setting';
import { isSameValue } from '../../domain/configuration/setting-value';
import { saveAttempts } from '../../store/configuration/configuration-attempt.repository';
import {
  endSync,
  renewLease,
  takeStation,
  type SyncLease,
} from '../../store/configuration/configuration-sync.repository';
import { REGISTRY_ACTOR, type RegistryWriter } from '../../store/registry-writer';
import { stationKey } from '../../store/monitoring/station-state.repository';
import { loadConfiguration, requestLimits, type DesiredSetting, type StationConfiguration } from './load-configuration';
import { saveLearned } from './save-learned';
import { readSettings, setSettings, TalkBroken, type Result } from './setting-calls';
import type { Asked, Talk, TalkEnd, Tell } from '../commands/talk';

export type ApplyBody = {
  type: 'apply-configuration';
  /** Of a station that was taken before, since it was due; absent where somebody asks. */
  cause?: SyncCause | undefined;
};

export interface ApplyOptions {
  /** How long a station may take to answer one call, ms. */
  timeoutMs: number;
  /** Whether stations are synchronised without anybody asking. */
  unasked: boolean;
  /** The first pause before a station is tried again, ms; doubled each time. */
  retryMs: number;
}

/** No new value is set after so many times a call's time: the rest is for the next time. */
const CALLS_LONG = 6;
const LONGEST_RETRY_MS = 60 * 60_000;
/** Finding the link, the bus's own margin, writing down. */
const LEASE_MARGIN_MS = 30_000;

/** Somebody else has the station now. */
class LeaseLost extends Error {}

/**
 * Brings a station to what is wanted of it: reads what it has, sets what differs, reads that again. One at a time per station, over all
 * replicas, by a lease that is renewed with each call. A process that dies leaves nothing half done: whoever takes the station over reads
 * it first.
 */
export class ApplyConfiguration implements Talk<ApplyBody> {
  readonly steps = CALLS_LONG + 4;
  readonly leaseMs: number;
  /** Stations that this process has taken since they were due. */
  private readonly held = new Map<string, SyncLease>();

  constructor(
    private readonly writer: RegistryWriter,
    private readonly options: ApplyOptions,
  ) {
    this.leaseMs = options.timeoutMs + LEASE_MARGIN_MS;
  }

  /** The station is this process's until its command has ended. @returns false if nothing is wanted of it: then that is all */
  async hold(lease: SyncLease): Promise<boolean> {
    const { tenantId } = lease;
    const { desired } = await this.writer.read(tenantId, (em) => loadConfiguration(em, lease, this.options.unasked));
    if (desired.size > 0) this.held.set(stationKey(lease), lease);
    else {
      const nothing = { next: null, failures: 0, status: 'accepted' };
      await this.writer.write({ tenantId, actor: REGISTRY_ACTOR }, ({ em }) => endSync(em, lease, nothing));
    }
    return desired.size > 0;
  }

  async run({ author, stationId, body }: Asked<ApplyBody>, tell: Tell): Promise<TalkEnd> {
    const station = { tenantId: author.tenantId, stationId };
    const lease =
      body.cause === undefined
        ? await this.writer.write(author, ({ em }) => takeStation(em, station, this.leaseMs))
        : (this.held.get(stationKey(station)) ?? null);
    this.held.delete(stationKey(station));
    if (lease === null) return { ending: refused('SyncInProgress', 'The station is being synchronised already.') };
    const run = new Run(this.writer, lease, this.options, async (command) => {
      const mine = await this.writer.write(author, ({ em }) => renewLease(em, lease, this.leaseMs));
      if (!mine) throw new LeaseLost();
      return tell(command);
    });
    try {
      return { ending: await run.synchronise(author) };
    } catch (error) {
      if (error instanceof LeaseLost) return { ending: refused('SyncTakenOver', 'Another process goes on with it.') };
      throw error;
    }
  }
}

const refused = (code: string, description: string): Ending => ({
  ...{ status: 'rejected', response: null, error: { code, description } },
});

/** One synchronisation of one station. */
class Run {
  private readonly attempts = new Map<string, Attempt>();
  private readonly learned: LearnedSetting[] = [];
  private readonly startedAt = performance.now();

  constructor(
    private readonly writer: RegistryWriter,
    private readonly lease: SyncLease,
    private readonly options: ApplyOptions,
    private readonly tell: Tell,
  ) {}

  async synchronise(author: Asked['author']): Promise<Ending> {
    const { lease } = this;
    const { unasked } = this.options;
    const configuration = await this.writer.read(lease.tenantId, (em) => loadConfiguration(em, lease, unasked));
    const desired = [...configuration.desired.values()];
    let broken: Ending | undefined;
    let set: ReadonlyMap<string, Result> = new Map();
    let untried = 0;
    try {
      await this.read(configuration, desired);
      const wanted = desired.filter((one) => isToSet(this.asKnown(one), lease.cause));
      set = await this.set(configuration, wanted);
      untried = wanted.length - set.size;
      await this.verify(configuration, wanted, set);
    } catch (error) {
      if (!(error instanceof TalkBroken)) throw error;
      broken = error.ending;
    }
    const failures = broken === undefined ? 0 : lease.failures + 1;
    const retries = [...this.attempts.values()].filter(isToRetry);
    const tries = Math.max(failures, ...retries.map((attempt) => attempt.tries));
    const isAgain = broken !== undefined || untried > 0 || retries.length > 0;
    const next = isAgain ? new Date(Date.now() + this.pauseMs(tries)).toISOString() : null;
    const described = desired.map((one) => describe(this.asKnown({ ...one, due: unasked && next !== null })));
    const counts = countStates(described);
    const changed = [...set].map(([name, { outcome }]) => ({ name, outcome }));
    await this.writer.write(author, async (tx) => {
      const { em } = tx;
      await saveLearned(tx, lease.stationId, { settings: this.learned });
      await saveAttempts(em, lease, this.attempts);
      await endSync(em, lease, { next, failures, status: broken?.status ?? 'accepted' });
      if (changed.length > 0) await tx.logChange('station', lease.stationId, 'configuration-set', { values: changed });
    });
    const items = described.filter(({ state }) => state !== 'in-sync');
    const response = { desired: desired.length, set: set.size, states: counts, items };
    return { status: broken?.status ?? 'accepted', response, error: broken?.error ?? null };
  }

  /** Doubled with each try. */
  private pauseMs(tries: number): number {
    return Math.min(this.options.retryMs * 2 ** Math.max(0, tries - 1), LONGEST_RETRY_MS);
  }

  private async read(configuration: StationConfiguration, settings: readonly DesiredSetting[]): Promise<void> {
    for (const ofKind of byKind(settings)) {
      const { get } = requestLimits(configuration, ofKind[0]!.desired.name);
      const names = ofKind.map(({ desired }) => desired.name);
      const { read, refused: unread } = await readSettings(this.tell, names, get);
      this.learned.push(...read);
      for (const { desired, attempt } of ofKind) {
        const result = unread.get(keyOf(desired.name));
        if (result === undefined) continue;
        const at = new Date().toISOString();
        // OCPP 2.0.1 B06: what can only be written is rejected when it is read, and may well be set.
        if (result.outcome === 'rejected' && desired.name.component !== null) {
          this.learned.push({ name: desired.name, value: null, mutability: 'write-only', readAt: at });
        } else
          this.attempts.set(keyOf(desired.name), nextAttempt(attempt, desired.value, { ...result, at, kept: true }));
      }
    }
  }

  private async set(
    configuration: StationConfiguration,
    wanted: readonly DesiredSetting[],
  ): Promise<ReadonlyMap<string, Result>> {
    const results = new Map<string, Result>();
    const mayGoOn = (): boolean => performance.now() - this.startedAt < CALLS_LONG * this.options.timeoutMs;
    for (const ofKind of byKind(wanted)) {
      const limits = requestLimits(configuration, ofKind[0]!.desired.name).set;
      const values = ofKind.map(({ desired }) => desired);
      for (const [name, result] of await setSettings(this.tell, values, limits, mayGoOn)) results.set(name, result);
    }
    const at = new Date().toISOString();
    for (const { desired, attempt } of wanted) {
      const result = results.get(keyOf(desired.name));
      if (result === undefined) continue;
      this.attempts.set(keyOf(desired.name), nextAttempt(attempt, desired.value, { ...result, at, kept: false }));
    }
    return results;
  }

  /** A station may say Accepted and keep its value. */
  private async verify(
    configuration: StationConfiguration,
    wanted: readonly DesiredSetting[],
    set: ReadonlyMap<string, Result>,
  ): Promise<void> {
    const accepted = wanted.filter(
      ({ desired, actual }) =>
        set.get(keyOf(desired.name))?.outcome === 'accepted' && actual?.mutability !== 'write-only',
    );
    for (const ofKind of byKind(accepted)) {
      const { get } = requestLimits(configuration, ofKind[0]!.desired.name);
      const { read } = await readSettings(
        this.tell,
        ofKind.map(({ desired }) => desired.name),
        get,
      );
      this.learned.push(...read);
      const values = new Map(read.map(({ name, value }) => [keyOf(name), value]));
      for (const { desired, attempt, actual } of ofKind) {
        const value = values.get(keyOf(desired.name));
        if (typeof value === 'string' && isSameValue(value, desired.value, actual?.dataType)) continue;
        const tried = { outcome: 'accepted', detail: null, at: new Date().toISOString(), kept: true } as const;
        this.attempts.set(keyOf(desired.name), nextAttempt(attempt, desired.value, tried));
      }
    }
  }

  /** With what this run has learned. */
  private asKnown(one: DesiredSetting): DesiredSetting {
    const key = keyOf(one.desired.name);
    const read = newestOfEach(this.learned.filter(({ name }) => keyOf(name) === key))[0];
    const actual = read === undefined ? one.actual : { ...one.actual, ...toActual(read, one) };
    return { ...one, actual, attempt: this.attempts.get(key) ?? one.attempt };
  }
}

function toActual({ value, mutability, readAt }: LearnedSetting, { actual }: DesiredSetting) {
  return { value, readAt, mutability: mutability ?? actual?.mutability ?? null };
}

/** Keys apart from variables: a station that never said what it speaks may be wanted to have both. */
function byKind(settings: readonly DesiredSetting[]): DesiredSetting[][] {
  const keys = settings.filter(({ desired }) => desired.name.component === null);
  const variables = settings.filter(({ desired }) => desired.name.component !== null);
  return [keys, variables].filter((kind) => kind.length > 0);
}

const describe = (known: DesiredSetting) => ({
  name: labelOf(known.desired.name),
  state: decideState(known),
  detail: known.attempt?.detail ?? null,
});

function countStates(described: readonly { state: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of described) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
