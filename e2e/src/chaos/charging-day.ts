import { SimulatedStation, type LedgerEntry, type OcppVersion } from '@chargebus/station-simulator';
import type { Api } from '../support/api';

/** Real seconds, from and to: so short that at any moment some sessions begin, some run and some end. */
const COMES_AFTER_S = [0.5, 3] as const;
const CHARGES_S = [2, 12] as const;
const LEAVES_AFTER_S = [0.2, 1] as const;
/** Some drivers pull the cable instead of showing their card again. */
const PULLS_CABLE = 0.3;
/** Some use an app; if nothing comes of it in time, their card. */
const USES_APP = 0.2;
const APP_PATIENCE_MS = 6_000;
const APP_LOOK_MS = 200;
const SETTLE_MS = 120_000;

export interface ChargingDayOptions {
  /** ws://…/ocpp of its gateway. */
  url: string;
  id: string;
  version: OcppVersion;
  /** The same seed gives the same drivers. */
  seed: string;
  api: Api;
}

export const tokenOf = (station: string): string => `${station}-CARD`;

/** A station at which one car after the other charges, each with the station's own token, whatever fails behind it. */
export class ChargingDay {
  readonly station: SimulatedStation;
  /** Cards that were not accepted: when, and with which word. */
  readonly refusals: string[] = [];
  private over = false;
  private day: Promise<void> | undefined;
  private wake: (() => void) | undefined;

  constructor(private readonly options: ChargingDayOptions) {
    const { url, id, version, seed } = options;
    this.station = new SimulatedStation({
      url,
      id,
      version,
      seed: `${seed} ${id}`,
      tokens: [tokenOf(id)],
      speed: 60,
      configuration: { MeterValueSampleInterval: '120', 'SampledDataCtrlr.TxUpdatedInterval': '120' },
      // As a station on a good line: it is back soon after its gateway is.
      reconnectMinMs: 500,
      reconnectMaxMs: 4_000,
      bootRetryMs: 5_000,
    });
    this.station.on('happened', ({ at, what }) => {
      // An app's request that comes when the card was quicker is told as "refused: Accepted".
      if (/ refused: (?!Accepted)/.test(what)) this.refusals.push(`${at.toISOString()} ${what}`);
    });
  }

  get id(): string {
    return this.station.id;
  }

  /** Switches the station on; resolves when it was accepted. Cars come from then on. */
  async begin(): Promise<void> {
    await this.station.start();
    this.day = this.run();
  }

  /** Cars leave off coming; resolves when the last one has left. */
  async end(): Promise<void> {
    this.over = true;
    this.wake?.();
    await this.day;
  }

  /** Resolves when every report of a transaction was answered; false if that takes too long. */
  settled(): Promise<boolean> {
    return this.station.settled(SETTLE_MS);
  }

  ledger(): (LedgerEntry & { station: string; version: OcppVersion })[] {
    const { id: station, version } = this.options;
    return this.station.ledger().map((entry) => ({ ...entry, station, version }));
  }

  /** Whether a session that began after `since` (UTC) was answered: then its gateway knows the token. */
  hasChargedSince(since: string): boolean {
    return this.ledger().some(({ startedAt, acknowledged }) => startedAt > since && acknowledged.start);
  }

  private async run(): Promise<void> {
    const { station } = this;
    while (!this.over) {
      await this.pause(COMES_AFTER_S);
      if (this.over) break;
      station.plugIn(1);
      const started = await this.begins();
      if (started) {
        await this.pause(CHARGES_S);
        await this.ends();
      }
      station.unplug(1);
    }
  }

  /** By app or by card. A request whose answer was lost may still have its effect, and then the card ends the session. */
  private async begins(): Promise<boolean> {
    const { station } = this;
    const token = tokenOf(this.id);
    if (station.random.chance(USES_APP)) {
      const request = { stationId: this.id, evseId: 1, token };
      if (await this.byApp(['/sessions', request], () => station.session(1) !== undefined)) return true;
    }
    return (await station.present(token, 1)) === 'started';
  }

  private async ends(): Promise<void> {
    const { station } = this;
    const running = station.session(1);
    if (running && station.random.chance(USES_APP)) {
      const id = await this.findSession(running.startedAt);
      if (id !== undefined) await this.byApp([`/sessions/${id}/stop`], () => station.session(1) === undefined);
    }
    if (!station.random.chance(PULLS_CABLE) && station.session(1)) await station.present(tokenOf(this.id), 1);
    await this.pause(LEAVES_AFTER_S);
  }

  /** Whether the app's request has its effect before the driver loses patience. Services may be away: no answer is none. */
  private async byApp([path, body]: [string, object?], done: () => boolean): Promise<boolean> {
    void this.options.api.post(path, body).catch(() => undefined);
    // Also when the day is over: a start that comes when the last car has left would leave its connector waiting for one.
    for (let waitedMs = 0; waitedMs < APP_PATIENCE_MS && !done(); waitedMs += APP_LOOK_MS)
      await new Promise((resolve) => setTimeout(resolve, APP_LOOK_MS));
    return done();
  }

  private async findSession(startedAt: string): Promise<string | undefined> {
    const answer = await this.options.api.get(`/sessions?stationId=${this.id}&limit=5`).catch(() => undefined);
    const items = (answer?.body.items ?? []) as Record<string, any>[];
    return items.find((session) => session.startedAt === startedAt)?.id;
  }

  /** Cut short when the day is over. */
  private async pause([from, to]: readonly [number, number]): Promise<void> {
    if (this.over) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.station.random.between(from, to) * 1_000);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = undefined;
  }
}
