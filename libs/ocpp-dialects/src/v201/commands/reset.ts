import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';

/**
 * OCPP 2.0.1 B11, B12: at once, ending what runs, or once nothing runs any more (Scheduled). 2.x does not tell soft resets
 * from hard ones.
 */
export const reset: CommandRow<'reset'> = {
  toCall: ({ when, evseId }) => ({
    action: 'Reset',
    payload: withoutAbsent({
      type: when === 'idle' ? ('OnIdle' as const) : ('Immediate' as const),
      evseId: evseId || undefined,
    }),
  }),
  toResult: (payload) => toCommandResult(payload),
};
