import { Authorization, type Verdict } from '../authorization';
import type { Rig } from '../rig';
import type { DeviceModel } from './device-model';

export interface IdToken {
  idToken: string;
  type: string;
}

/** OCPP 2.0.1's word to a token. */
export interface IdTokenInfo {
  status: string;
  cacheExpiryDateTime?: string;
  groupIdToken?: IdToken;
}

export const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export const fromIdTokenInfo = ({ status, groupIdToken, cacheExpiryDateTime }: IdTokenInfo): Verdict => ({
  status,
  ...(groupIdToken === undefined ? {} : { group: groupIdToken.idToken }),
  ...(cacheExpiryDateTime === undefined ? {} : { expiresAt: cacheExpiryDateTime }),
});

/** OCPP 2.0.1 C02 and C05: the start button and the CSMS itself need no authorization. */
const NEVER_ASKED = ['NoAuthorization', 'Central'];

export function authorization201(rig: Rig, model: DeviceModel, ready: () => boolean): Authorization<IdToken> {
  return new Authorization({
    ready,
    now: () => rig.now(),
    keyOf: ({ idToken, type }) => `${type} ${idToken}`,
    call: async (idToken) => {
      if (NEVER_ASKED.includes(idToken.type)) return { status: 'Accepted' };
      const outcome = await rig.lane.call('Authorize', { idToken });
      return outcome.kind === 'result' ? fromIdTokenInfo(outcome.payload['idTokenInfo'] as IdTokenInfo) : undefined;
    },
    unknownAllowedOffline: () => model.flag('AuthCtrlr.OfflineTxForUnknownIdEnabled', true),
  });
}
