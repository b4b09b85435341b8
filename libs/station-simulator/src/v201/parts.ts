import type { Authorization } from '../authorization';
import type { ChargingProfiles } from '../charging/charging-profiles';
import type { Limits } from '../charging/limits';
import type { ClockAligned } from '../clock-aligned';
import type { FirmwareUpdate } from '../firmware/firmware-update';
import type { Registration } from '../registration';
import type { Reply, Rig } from '../rig';
import type { Statuses } from '../statuses';
import type { TransactionQueue } from '../transaction-queue';
import type { DeviceModel } from './device-model';
import type { Evse } from './evse';
import type { IdToken } from './id-token';
import type { LocalController } from './local-controller';
import type { Monitors } from './monitors';
import type { Networks } from './networks';
import type { Resets } from './resets';
import type { Transactions } from './transactions';
import type { Visits } from './visits';

/** What the commands of the CSMS work on. */
export interface Parts {
  rig: Rig;
  model: DeviceModel;
  evses: readonly Evse[];
  queue: TransactionQueue;
  profiles: ChargingProfiles;
  limits: Limits<Evse>;
  authorization: Authorization<IdToken>;
  registration: Registration;
  statuses: Statuses<Evse>;
  transactions: Transactions;
  visits: Visits;
  resets: Resets;
  monitors: Monitors;
  networks: Networks;
  aligned: ClockAligned;
  firmware: FirmwareUpdate;
  /** Absent where the station is none. */
  controller: LocalController | undefined;
}

/** A refusal with its reason, one of OCPP 2.0.1 appendix 5 where there is one. */
export const rejected = (reasonCode: string, word = 'Rejected'): Reply => ({
  answer: { status: word, statusInfo: { reasonCode } },
});
