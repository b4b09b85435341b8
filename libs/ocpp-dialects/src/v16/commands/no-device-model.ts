import type { CommandRow } from '../../dialect';

/** Variables of components came with OCPP 2.0: not-supported here, with the way to go. */
export function noDeviceModel<T extends 'get-variables' | 'set-variables' | 'get-base-report'>(
  instead: string,
): CommandRow<T> {
  return {
    toCall: () => ({ unsupported: `OCPP 1.6 has no device model: use ${instead}` }),
    toResult: () => ({ status: 'unsupported' }),
  };
}
