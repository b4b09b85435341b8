import type { CommandRow } from '../../dialect';
import { toComponentVariable, toVariableResults } from '../variables';

/** OCPP 2.0.1 B06. What the station does not know is told beside what it does: accepted if it gave any value. */
export const getVariables: CommandRow<'get-variables'> = {
  toCall: ({ variables }) => ({
    action: 'GetVariables',
    payload: { getVariableData: variables.map(toComponentVariable) },
  }),
  toResult: (payload) => toVariableResults(payload, 'getVariableResult', 'some'),
};
