import type { CommandRow } from '../../dialect';
import { toComponentVariable, toVariableResults } from '../variables';

/** OCPP 2.0.1 B05. Each value is taken or not by itself: accepted only if all were, and the response says of each. */
export const setVariables: CommandRow<'set-variables'> = {
  toCall: ({ variables }) => ({
    action: 'SetVariables',
    payload: {
      setVariableData: variables.map((variable) => ({
        attributeValue: variable.value,
        ...toComponentVariable(variable),
      })),
    },
  }),
  toResult: (payload) => toVariableResults(payload, 'setVariableResult', 'every'),
};
