import type { Rig } from '../rig';
import type { Timer } from '../timer-wheel';
import type { Model } from './models';

type Step = 'Idle' | 'Downloading' | 'Downloaded' | 'DownloadFailed' | 'Installing' | 'Installed';

export interface UpdateOrder {
  location: string;
  /** UTC; what is past is now. */
  retrieveDate: string;
  retries: number;
  retryIntervalS: number;
}

const LONGEST_TIMER_MS = 86_400_000;
const DOWNLOAD_MS = 30_000;

/**
 * Fetches firmware as UpdateFirmware says (OCPP 1.6 5.19), installs it with a reboot, and tells each step by a
 * FirmwareStatusNotification (4.5). A version in the image's name is that of the next boot.
 */
export class FirmwareUpdate {
  private step: Step = 'Idle';
  private timer: Timer | undefined;
  /** A later order, or the loss of power, makes an earlier one void. */
  private order = 0;

  constructor(
    private readonly rig: Rig,
    private readonly model: Model,
  ) {}

  begin(order: UpdateOrder): void {
    this.switchedOff();
    const number = ++this.order;
    const waitMs = Math.min(Math.max(0, Date.parse(order.retrieveDate) - Date.now()), LONGEST_TIMER_MS);
    this.timer = this.rig.timers.after(waitMs, () => void this.fetch(order, order.retries, number));
  }

  /** What a trigger asks for: the step it is at. */
  tell(): void {
    void this.rig.lane.call('FirmwareStatusNotification', { status: this.step });
  }

  /** The station is back and accepted. */
  booted(): void {
    if (this.step !== 'Installing') return;
    this.at('Installed');
    this.step = 'Idle';
  }

  switchedOff(): void {
    this.timer?.cancel();
    this.order += 1;
  }

  private async fetch(order: UpdateOrder, retries: number, number: number): Promise<void> {
    this.at('Downloading');
    const fetched = await download(order.location);
    if (number !== this.order) return;
    if (fetched) {
      this.at('Downloaded');
      this.install(order.location);
    } else if (retries > 0) {
      const again = (): void => void this.fetch(order, retries - 1, number);
      this.timer = this.rig.timers.after(order.retryIntervalS * 1000, again);
    } else {
      this.at('DownloadFailed');
      this.step = 'Idle';
    }
  }

  private install(location: string): void {
    this.step = 'Installing';
    const [version] = /\d+(?:\.\d+)+/.exec(location.split('/').at(-1) ?? '') ?? [];
    if (version !== undefined) this.model.boot['firmwareVersion'] = version;
    void this.rig.lane.call('FirmwareStatusNotification', { status: 'Installing' }).then(() => this.rig.reboot());
  }

  private at(step: Step): void {
    this.step = step;
    this.rig.say(`firmware: ${step}`);
    this.tell();
  }
}

/** Whether the image could be fetched whole. Only HTTP is spoken here. */
async function download(location: string): Promise<boolean> {
  try {
    const response = await fetch(location, { signal: AbortSignal.timeout(DOWNLOAD_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
