import type { CommandRow } from '../../dialect';

/** Configuration keys ended with OCPP 1.6: not-supported here, with the way to go. */
export function noConfigurationKeys<T extends 'get-configuration' | 'set-configuration'>(
  instead: string,
): CommandRow<T> {
  return {
    toCall: () => ({ unsupported: `OCPP 2.x has variables of components, not configuration keys: use ${instead}` }),
    toResult: () => ({ status: 'unsupported' }),
  };
}
