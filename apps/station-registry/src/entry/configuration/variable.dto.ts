import { variableAttribute, variableReport } from '@chargebus/contracts';
import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { StationVariableRow } from '../../store/configuration/station-variable.row';
import { instantView, nullableText, pageOf } from '../field-schemas';

const listVariables = z.strictObject({
  ...listQuery,
  component: z.string().min(1).max(50).optional().describe('Of components of this name, in any case.'),
  variable: z.string().min(1).max(50).optional().describe('Of this name, in any case; of 1.x the key.'),
});
export class ListVariablesQuery extends createZodDto(listVariables) {}

const variableView = z.object({
  component: nullableText.describe('Null: a configuration key of OCPP 1.x.'),
  componentInstance: nullableText,
  evseId: z.int().nullable(),
  connectorId: z.int().nullable(),
  variable: z.string(),
  instance: nullableText.describe('Of the variable.'),
  attributes: z.array(
    z.object({
      type: variableAttribute,
      value: nullableText,
      mutability: nullableText.describe('`read-only`, `read-write` or `write-only`; null if it was not told.'),
      persistent: z.boolean().nullable(),
      constant: z.boolean().nullable(),
      readAt: instantView.describe('From when on the value is known.'),
    }),
  ),
  characteristics: variableReport.shape.characteristics.unwrap().nullable(),
});
export type VariableView = z.output<typeof variableView>;
export class VariablePageDto extends createZodDto(pageOf(variableView)) {}

/** The rows of one variable as the API shows it. */
export function toVariableView(rows: readonly StationVariableRow[]): VariableView {
  const [first] = rows as [StationVariableRow];
  const { component, componentInstance, evseId, connectorId, variable, instance } = first;
  const attributes = rows.map(({ attribute: type, value, mutability, persistent, constant, readAt }) => ({
    ...{ type, value, mutability, persistent, constant, readAt },
  }));
  const characteristics = rows.find((row) => row.characteristics !== null)?.characteristics ?? null;
  return { component, componentInstance, evseId, connectorId, variable, instance, attributes, characteristics };
}
