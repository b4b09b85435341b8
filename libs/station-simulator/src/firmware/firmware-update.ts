import type { Rig } from '../rig';
import type { Timer } from '../timer-wheel';
import { fetchImage, type Signed } from './fetch-image';

/** What goes wrong with each update of a station. */
export type FirmwareFault =
  /** The line breaks whenever it fetches. */
  | 'download-failed'
  /** What it has fetched is not what was signed; an unsigned image is not what its hash says. */
  | 'invalid-signature'
  | 'installation-failed'
  /** It takes the command, and does and says nothing. */
  | 'silent'
  /** It says Installed and runs what it ran before. */
  | 'wrong-version'
  /** It does not know whose certificate that is, or knows that it was revoked; of signed updates. */
  | 'invalid-certificate'
  | 'revoked-certificate'
  /** It never boots again after Installed. */
  | 'no-boot'
  /** It does it all and tells of nothing. */
  | 'wordless';

export interface FirmwareOptions {
  fault?: FirmwareFault;
  /** How often its line breaks while it fetches an image; it goes on where it was. Default 0. */
  breaks?: number;
  /** Default 0. */
  installMs?: number;
}

export interface UpdateOrder {
  location: string;
  /** UTC; what is past is now. */
  retrieveDate: string;
  installDate?: string | undefined;
  retries: number;
  retryIntervalS: number;
  requestId?: number | undefined;
  signed?: Signed | undefined;
}

/** How a version tells of it, and where it keeps what it runs. */
export interface FirmwareWords {
  setVersion(version: string): void;
  tell(status: string, order: UpdateOrder | undefined): Promise<unknown>;
  /** It says so before it reboots. */
  tellsReboot(order: UpdateOrder): boolean;
}

const LONGEST_TIMER_MS = 86_400_000;

/**
 * Fetches firmware as it was told (OCPP 1.6 5.19, 2.0.1 L01 and L02), checks it, installs it with a reboot, and tells each step.
 * A version in the image's name is that of the next boot.
 */
export class FirmwareUpdate {
  private step = 'Idle';
  private timer: Timer | undefined;
  private order: UpdateOrder | undefined;
  private readonly options: FirmwareOptions;
  /** Bytes of the images it has fetched whole, and connections that took. */
  readonly fetched = { images: 0, bytes: 0, connections: 0 };

  constructor(
    private readonly rig: Rig,
    private readonly words: FirmwareWords,
  ) {
    this.options = rig.options.firmware ?? {};
  }

  /** Its answer to an order that has a status, in the words of 1.6's security extension and of 2.x. */
  answerTo(order: UpdateOrder): string {
    const { fault } = this.options;
    if (order.signed && fault === 'invalid-certificate') return 'InvalidCertificate';
    if (order.signed && fault === 'revoked-certificate') return 'RevokedCertificate';
    return this.order === undefined ? 'Accepted' : 'AcceptedCanceled';
  }

  /** A later order makes an earlier one void. */
  begin(order: UpdateOrder): void {
    this.switchedOff();
    this.order = order;
    if (this.options.fault === 'silent') return;
    const waitMs = untilMs(order.retrieveDate);
    // An unsigned update of 1.6 has no word for it.
    if (waitMs > 0 && order.requestId !== undefined) void this.at('DownloadScheduled', order);
    this.timer = this.rig.timers.after(waitMs, () => void this.fetch(order, order.retries));
  }

  /** What a trigger asks for: the step it is at. */
  tell(): void {
    void this.words.tell(this.step, this.step === 'Idle' ? undefined : this.order);
  }

  /** The station is back and accepted. */
  booted(): void {
    if (this.step !== 'Installing' && this.step !== 'InstallRebooting') return;
    if (this.order) void this.at('Installed', this.order);
    this.end();
  }

  switchedOff(): void {
    this.timer?.cancel();
    this.order = undefined;
  }

  private async fetch(order: UpdateOrder, retries: number): Promise<void> {
    void this.at('Downloading', order);
    const { fault, breaks = 0 } = this.options;
    const fetched = await fetchImage({
      ...{ location: order.location, signed: order.signed, random: this.rig.random },
      breaks: fault === 'download-failed' ? Infinity : breaks,
      spoilt: fault === 'invalid-signature',
    });
    if (order !== this.order) return;
    if (!fetched.ok) {
      if (retries <= 0) return this.fail('DownloadFailed', order);
      const again = (): void => void this.fetch(order, retries - 1);
      this.timer = this.rig.timers.after(order.retryIntervalS * 1000, again);
      return;
    }
    this.fetched.images += 1;
    this.fetched.bytes += fetched.bytes;
    this.fetched.connections += fetched.connections;
    void this.at('Downloaded', order);
    if (fetched.signature === false) return this.fail('InvalidSignature', order);
    if (fetched.signature === true) void this.at('SignatureVerified', order);
    const waitMs = Math.max(this.options.installMs ?? 0, untilMs(order.installDate));
    if (untilMs(order.installDate) > 0) void this.at('InstallScheduled', order);
    this.timer = this.rig.timers.after(waitMs, () => void this.install(order));
  }

  private async install(order: UpdateOrder): Promise<void> {
    const { fault } = this.options;
    const installing = this.at('Installing', order);
    if (fault === 'installation-failed') return this.fail('InstallationFailed', order);
    if (fault === 'no-boot') {
      void this.at('Installed', order);
      return this.end();
    }
    const [version] = /\d+(?:\.\d+)+/.exec(order.location.split('/').at(-1) ?? '') ?? [];
    if (version !== undefined && fault !== 'wrong-version') this.words.setVersion(version);
    await (this.words.tellsReboot(order) ? this.at('InstallRebooting', order) : installing);
    if (order === this.order) this.rig.reboot();
  }

  private fail(status: string, order: UpdateOrder): void {
    void this.at(status, order);
    this.end();
  }

  private end(): void {
    this.step = 'Idle';
    this.order = undefined;
  }

  private at(step: string, order: UpdateOrder): Promise<unknown> {
    this.step = step;
    this.rig.say(`firmware: ${step}`);
    return this.options.fault === 'wordless' ? Promise.resolve() : this.words.tell(step, order);
  }
}

const untilMs = (at: string | undefined): number =>
  at === undefined ? 0 : Math.min(Math.max(0, Date.parse(at) - Date.now()), LONGEST_TIMER_MS);
