import type { CommandRow } from '../../dialect';
import { updateFirmware as inV16 } from '../../v16/commands/update-firmware';

/** OCPP 1.5 5.15 UpdateFirmware: no request id, no signature, and an answer that says nothing. */
export const updateFirmware: CommandRow<'update-firmware'> = {
  ...inV16,
  toCall(command) {
    if (command.signature !== undefined || command.signingCertificate !== undefined) {
      return { unsupported: 'OCPP 1.5 has no signed firmware' };
    }
    if (command.installAt !== undefined) return { unsupported: 'OCPP 1.5 installs firmware once it has it' };
    return inV16.toCall(command);
  },
};
