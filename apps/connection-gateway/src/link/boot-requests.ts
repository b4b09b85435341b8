import type { RegistrationStatus, StationCommandOf } from '@chargebus/contracts';
import type { StationState } from './station-state';
import type { Outcome } from '@chargebus/ocpp-rpc';

type TriggerMessage = StationCommandOf<'trigger'>['message'];
type Call = (action: string, payload: object, timeoutMs: number) => Promise<Outcome>;

const TRIGGER_TIMEOUT_MS = 30_000;
/** A station that took the trigger and did not boot is asked again, at its next message after this time. */
const ASK_AGAIN_MS = 60_000;

/** What the gateway asks of a station around its boot, unasked by anybody. */
export class BootRequests {
  private askedAt = -Infinity;
  private told: Promise<RegistrationStatus | undefined> | undefined;

  /** @param lastBoot - how the station's last boot was answered, on whichever gateway; undefined if it never booted, as far as known */
  constructor(
    private readonly state: StationState,
    private readonly call: Call,
    private readonly lastBoot: () => Promise<RegistrationStatus | undefined>,
  ) {}

  /**
   * Before a message is judged of a station that did not boot here, as was known when it was admitted: it may have booted on another gateway
   * a moment before. If not, it is asked to, which is not waited for; one that cannot is taken as accepted, since it works already. `now` in ms.
   * (A station that had been accepted elsewhere may reject the trigger: 1.6 errata 3.35, 3.40.)
   */
  async beforeBoot(now: number): Promise<void> {
    this.told ??= this.lastBoot();
    const told = await this.told;
    this.state.registration ??= told;
    if (this.state.registration !== undefined || now - this.askedAt < ASK_AGAIN_MS) return;
    this.askedAt = now;
    const asked = this.askForBoot();
    // 1.5 has no trigger: that is known at once, and this message counts as an accepted station's.
    if (this.state.dialect.version === '1.5') await asked;
  }

  private async askForBoot(): Promise<void> {
    if ((await this.trigger('boot')) === 'refused') this.state.registration ??= 'accepted';
  }

  /** One after the other, as the operator has switched on: some stations trip over calls right after their boot. */
  async afterBoot(messages: readonly TriggerMessage[]): Promise<void> {
    for (const message of messages) {
      if (this.state.registration === 'accepted') await this.trigger(message);
    }
  }

  private async trigger(message: TriggerMessage): Promise<'taken' | 'refused' | 'lost'> {
    const { dialect } = this.state;
    const command = { type: 'trigger' as const, message };
    const spelled = dialect.toCall(command);
    if (!spelled.ok) return 'refused';
    const outcome = await this.call(spelled.action, spelled.payload, TRIGGER_TIMEOUT_MS);
    if (outcome.kind === 'dropped' || outcome.kind === 'never-sent') return 'lost';
    const isTaken = outcome.kind === 'result' && dialect.toResult(command, outcome.payload).status === 'accepted';
    return isTaken ? 'taken' : 'refused';
  }
}
