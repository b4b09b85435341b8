import { randomInt } from 'node:crypto';
import type { StationCommandOf } from '@chargebus/contracts';
import { toModelCapabilities } from '../../domain/configuration/device-model-capabilities';
import type { Capabilities } from '../../domain/configuration/capabilities';
import type { LearnedSetting } from '../../domain/configuration/learned-settings';
import type { Author, RegistryWriter } from '../../store/registry-writer';
import { StationStateRow } from '../../store/monitoring/station-state.row';
import { expectReport, findReport } from '../../store/monitoring/station-report.repository';
import { loadVariables, toKnownSetting } from '../../store/configuration/station-variable.repository';

const LOOK_EVERY_MS = 100;
const HIGHEST_REQUEST_ID = 2 ** 31 - 1;

export type ReportBase = StationCommandOf<'get-base-report'>['report'];

/** Reports of the device model that are asked for: what is expected before the call leaves, and what has come since. */
export class ReportDesk {
  /** @param silenceMs - without a part for so long a report counts as all there is */
  constructor(
    private readonly writer: RegistryWriter,
    private readonly silenceMs: number,
  ) {}

  /** @returns the number under which the station is to report. */
  async expect(author: Author, stationId: string, base: ReportBase): Promise<number> {
    const requestId = randomInt(1, HIGHEST_REQUEST_ID);
    await this.expectAs(author, stationId, requestId, base);
    return requestId;
  }

  /** The caller chose the number. */
  expectAs(author: Author, stationId: string, requestId: number, base: ReportBase): Promise<void> {
    const key = { tenantId: author.tenantId, stationId, requestId };
    return this.writer.write(author, ({ em, at }) => expectReport(em, key, base, at));
  }

  /** Waits until every part has come, or none any more. @returns how many came, and whether that is all of them */
  async settled(
    { tenantId }: Author,
    stationId: string,
    requestId: number,
  ): Promise<{ parts: number; complete: boolean }> {
    const key = { tenantId, stationId, requestId };
    let parts = 0;
    let heardAt = performance.now();
    for (;;) {
      const report = await this.writer.read(tenantId, (em) => findReport(em, key));
      const seen = report?.seqNos.length ?? 0;
      if (report === null || report.completedAt !== null) return { parts: seen, complete: report !== null };
      if (seen > parts) [parts, heardAt] = [seen, performance.now()];
      if (performance.now() - heardAt > this.silenceMs) return { parts, complete: false };
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** Whether the station's last boot was accepted. */
  async isAccepted({ tenantId }: Author, stationId: string): Promise<boolean> {
    const state = await this.writer.read(tenantId, (em) => em.findOneBy(StationStateRow, { tenantId, stationId }));
    return state?.bootStatus === 'accepted';
  }

  /** What the device model as it is known, and what was learned since, say of the station. */
  async capabilities(
    { tenantId }: Author,
    stationId: string,
    at: string,
    learned: readonly LearnedSetting[] = [],
  ): Promise<Capabilities> {
    const rows = await this.writer.read(tenantId, (em) => loadVariables(em, { tenantId, stationId }));
    const more = learned.map(({ name, value, mutability = null }) => ({ name, value, mutability }));
    return toModelCapabilities([...rows.map(toKnownSetting), ...more], at);
  }
}
