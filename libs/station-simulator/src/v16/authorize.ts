import { Authorization, type Verdict } from '../authorization';
import type { Rig } from '../rig';
import type { Configuration } from './configuration';

/** OCPP 1.6's word to a token. */
export interface IdTagInfo {
  status: string;
  parentIdTag?: string;
  expiryDate?: string;
}

export const fromIdTagInfo = ({ status, parentIdTag, expiryDate }: IdTagInfo): Verdict => ({
  status,
  ...(parentIdTag === undefined ? {} : { group: parentIdTag }),
  ...(expiryDate === undefined ? {} : { expiresAt: expiryDate }),
});

export function authorization16(rig: Rig, configuration: Configuration, ready: () => boolean): Authorization<string> {
  return new Authorization({
    ready,
    now: () => rig.now(),
    keyOf: (idTag) => idTag,
    call: async (idTag) => {
      const outcome = await rig.lane.call('Authorize', { idTag });
      return outcome.kind === 'result' ? fromIdTagInfo(outcome.payload['idTagInfo'] as IdTagInfo) : undefined;
    },
    unknownAllowedOffline: () => configuration.flag('AllowOfflineTxForUnknownId', true),
  });
}
