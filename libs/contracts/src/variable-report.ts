import { z } from 'zod';
import { variableAttribute, variableRef } from './words';

/** One variable as the station reports it. The value of what can only be written, or holds a secret, is never in it. */
export const variableReport = variableRef.extend({
  attributes: z.array(
    z.object({
      type: variableAttribute,
      value: z.string().optional(),
      mutability: z.enum(['read-only', 'write-only', 'read-write']),
      /** Kept over a reboot. */
      persistent: z.boolean(),
      /** Never changes at run time. */
      constant: z.boolean(),
    }),
  ),
  characteristics: z
    .object({
      /** OCPP 2.x DataEnumType verbatim. */
      dataType: z.string(),
      unit: z.string().optional(),
      minLimit: z.number().optional(),
      maxLimit: z.number().optional(),
      /** The values it may have, separated by commas. */
      valuesList: z.string().optional(),
      supportsMonitoring: z.boolean().optional(),
    })
    .optional(),
});
export type VariableReport = z.infer<typeof variableReport>;
