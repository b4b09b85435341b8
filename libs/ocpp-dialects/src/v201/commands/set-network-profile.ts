import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';

const AUTHENTICATIONS = { chap: 'CHAP', none: 'NONE', pap: 'PAP', auto: 'AUTO' } as const;

/** OCPP 2.0.1 B09. JSON is all that 2.x stations speak; passwords of VPNs are set by a raw call. */
export const setNetworkProfile: CommandRow<'set-network-profile'> = {
  toCall: ({ slot, url, interface: port, securityProfile, messageTimeoutS, apn }) => ({
    action: 'SetNetworkProfile',
    payload: {
      configurationSlot: slot,
      connectionData: withoutAbsent({
        // 2.0.1 has no other word for itself, and 2.1 keeps this one (part 2, OCPPVersionEnumType).
        ocppVersion: 'OCPP20',
        ocppTransport: 'JSON',
        ocppCsmsUrl: url,
        messageTimeout: messageTimeoutS,
        securityProfile,
        ocppInterface: port.replace('w', 'W'),
        apn:
          apn &&
          withoutAbsent({
            apn: apn.name,
            apnUserName: apn.user,
            apnPassword: apn.password,
            apnAuthentication: AUTHENTICATIONS[apn.authentication],
          }),
      }),
    },
  }),
  toResult: (payload) => toCommandResult(payload),
};
