import type { CommandRow } from '../../dialect';
import { remoteStartTransaction as inV16 } from '../../v16/commands/remote-start-transaction';

/** OCPP 1.5 5.10. Accepted means the station will try; there are no charging profiles to start with. */
export const remoteStartTransaction: CommandRow<'start-transaction'> = {
  ...inV16,
  toCall: (command) =>
    command.chargingProfile ? { unsupported: 'OCPP 1.5 has no charging profiles' } : inV16.toCall(command),
};
