import type { Random } from '@chargebus/station-simulator';
import type { GoodCall, GoodFrames } from './good-frames';
import { mutateFrame } from './mutate-frame';
import { rawBytes, type RawBytes } from './raw-bytes';
import { spoilText } from './spoil-text';

/** Raw bytes mostly end the socket, and a new handshake costs as much as many frames. */
const RAW_SHARE = 0.004;
const GOOD_SHARE = 0.15;
const RESULT_SHARE = 0.06;
const TEXT_SHARE = 0.15;

export type FuzzFrame = { text: string } | { raw: RawBytes };

/** The endless frames of one odd station; the same for the same generator. */
export class FrameSource {
  private made = 0;

  constructor(
    private readonly good: GoodFrames,
    private readonly random: Random,
  ) {}

  next(): FuzzFrame {
    const { random } = this;
    this.made++;
    if (this.made === 1) return { text: this.boot() };
    const what = random.next();
    const call = this.call();
    if (what < RAW_SHARE) return { raw: rawBytes(JSON.stringify(call), random) };
    if (what < RAW_SHARE + GOOD_SHARE) return { text: JSON.stringify(call) };
    if (what < RAW_SHARE + GOOD_SHARE + RESULT_SHARE) return { text: this.result() };
    if (what < RAW_SHARE + GOOD_SHARE + RESULT_SHARE + TEXT_SHARE) {
      return { text: spoilText(JSON.stringify(call), random) };
    }
    return { text: JSON.stringify(mutateFrame(call, random)) };
  }

  /** What is said to a call of the platform, by a generator of its own: when such a call comes is not up to the seed. */
  answer(id: unknown, random: Random): string {
    const frame = [3, id, random.chance(0.5) ? { status: 'Accepted' } : random.pick(this.good.results)];
    return JSON.stringify(random.chance(0.3) ? mutateFrame(frame, random) : frame);
  }

  /** It begins as it should: what an unknown station sends is refused whatever it is. */
  private boot(): string {
    const payload = this.good.all.find(({ action }) => action === 'BootNotification')?.payload;
    return JSON.stringify([2, 'boot', 'BootNotification', payload]);
  }

  private call(): unknown[] {
    const { random, good } = this;
    const { action, payload, send }: GoodCall = random.pick(random.chance(0.8) ? good.daily : good.all);
    // Ids repeat after a reboot, and in some firmwares all the time.
    const id = random.chance(0.1) ? String(random.int(1, 3)) : `f${this.made}`;
    return [send ? 6 : 2, id, action, payload];
  }

  private result(): string {
    const { random, good } = this;
    const id = random.pick([random.uuid(), '-1', '', `f${random.int(1, this.made)}`]);
    const frame = random.pick<unknown[]>([
      [3, id, random.pick(good.results)],
      [4, id, random.pick(['InternalError', 'NotSupported', 'Fuzz', '']), 'description', {}],
      [5, id, 'GenericError', '', {}],
    ]);
    return JSON.stringify(random.chance(0.5) ? mutateFrame(frame, random) : frame);
  }
}
