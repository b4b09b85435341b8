import { status } from '../call-desk';
import type { Reply, Rig } from '../rig';
import type { DeviceModel } from './device-model';
import { rejected } from './parts';

export interface NetworkProfile {
  securityProfile: number;
  ocppTransport: string;
  ocppCsmsUrl: string;
}

const SLOTS = [1, 2, 3];
const PRIORITY = 'OCPPCommCtrlr.NetworkConfigurationPriority';
const IN_USE = 'SecurityCtrlr.SecurityProfile';

/** The ways to a CSMS in their slots (B09). The first of the priority is taken at a boot; it came with the one of slot 1. */
export class Networks {
  private readonly slots = new Map<number, NetworkProfile>();

  constructor(
    private readonly rig: Rig,
    private readonly model: DeviceModel,
  ) {
    const securityProfile = model.whole(IN_USE, 0);
    this.slots.set(1, { securityProfile, ocppTransport: 'JSON', ocppCsmsUrl: rig.options.url });
  }

  set(slot: number, profile: NetworkProfile): Reply {
    if (!SLOTS.includes(slot)) return rejected('InvalidConfSlot');
    // B09.FR.04: never a profile that is less safe than the one in use.
    if (profile.securityProfile < this.model.whole(IN_USE, 0)) return rejected('NoSecurityDowngrade');
    if (profile.ocppTransport !== 'JSON') return rejected('UnsupportedParam');
    // B09.FR.05: what a slot names must be there; profiles 1 and 2 show a password.
    if ([1, 2].includes(profile.securityProfile) && this.rig.link.password === undefined) {
      return rejected('InvalidNetworkConf');
    }
    this.slots.set(slot, profile);
    return status('Accepted');
  }

  /** It boots: from here on it connects by the first slot that holds anything. */
  take(): void {
    const slot = this.model
      .list(PRIORITY)
      .map(Number)
      .find((one) => this.slots.has(one));
    const profile = slot === undefined ? undefined : this.slots.get(slot);
    if (profile === undefined) return;
    this.rig.link.url = profile.ocppCsmsUrl;
    this.model.put('OCPPCommCtrlr.ActiveNetworkProfile', String(slot));
    this.model.put(IN_USE, String(profile.securityProfile));
  }
}
