import { conflict, unprocessable } from '@chargebus/service-runtime';
import type { EntityManager } from 'typeorm';
import { describeEvses, evsesWithIds } from '../../store/registration/evse-description.repository';
import { setPassword } from '../../store/registration/credential.repository';
import { generatePassword } from '../../store/registration/credential-hash';
import { findLocation } from '../../store/registration/location.repository';
import type { Author, RegistryTransaction, RegistryWriter } from '../../store/registry-writer';
import { findDetails, type StationDetails } from '../../store/registration/station-details.repository';
import { findTemplate, findTemplateOf } from '../../store/registration/station-template.repository';
import type { StationTemplateRow } from '../../store/registration/station-template.row';
import { findStation, insertStation } from '../../store/registration/station.repository';
import type { StationRow } from '../../store/registration/station.row';
import { ensureTenant } from '../../store/registration/tenant.repository';
import { fillEvses } from './apply-template';
import { publishStation } from '../monitoring/station-facts';
import { toNewStation, type StationInput } from './station-input';

/** A station and, once only, the password that was made for it. */
export interface Registered {
  details: StationDetails;
  password?: string;
}

/**
 * Registers a station; the template of its product gives it what is not said. With security profiles 1 and 2 it has a
 * password: the one given, or one made here and told once.
 */
export class RegisterStation {
  constructor(private readonly writer: RegistryWriter) {}

  /**
   * @throws Problem 409 if the id is or was in use, or an eMI3 id is; 422 for a location or a template that does not exist, or
   * a password that nothing asks for
   */
  register(author: Author, input: StationInput): Promise<Registered> {
    return this.writer.write(author, async (tx) => {
      const { em, tenantId } = tx;
      await ensureTenant(em, tenantId);
      await checkLocation(em, tenantId, input.locationId);
      const template = await templateFor(em, tenantId, input);
      const row = toNewStation(tx, input, template);
      if (!(await insertStation(em, row))) throw await taken(tx, input.id);
      await describe(tx, input);
      if (template !== null) await fillEvses(em, tenantId, row.id, template);
      const generated = await giveCredential(tx, row, input.password);
      const { password: _secret, ...asked } = input;
      await tx.logChange('station', row.id, 'registered', { ...asked, ...(template && { templateId: template.id }) });
      const details = await findDetails(em, tenantId, row.id);
      if (details === null) throw new Error(`station ${row.id} was written and is not there`);
      publishStation(tx, row, details.timeZone);
      return { details, ...(generated === undefined ? {} : { password: generated }) };
    });
  }
}

/** @throws Problem 422 if the location does not exist */
export async function checkLocation(
  em: EntityManager,
  tenantId: string,
  locationId: string | null | undefined,
): Promise<void> {
  if (locationId === null || locationId === undefined) return;
  if ((await findLocation(em, tenantId, locationId)) === null) {
    throw unprocessable([{ path: 'locationId', message: `there is no location ${locationId}` }]);
  }
}

/**
 * Stores the password given, or makes one if the station's security profile needs one and it has none.
 * @returns the password that was made, to be told once.
 */
export async function giveCredential(
  tx: RegistryTransaction,
  station: StationRow,
  given: string | undefined,
  hasOne = false,
): Promise<string | undefined> {
  const generated = given === undefined && needsPassword(station) && !hasOne ? generatePassword() : undefined;
  const password = given ?? generated;
  if (password !== undefined) await setPassword(tx.em, tx.tenantId, station.id, password);
  return generated;
}

/** With profile 3 a client certificate takes the password's place. */
export const needsPassword = ({ securityProfile }: Pick<StationRow, 'securityProfile'>): boolean =>
  securityProfile === 1 || securityProfile === 2;

/** @throws Problem 422 if it is named and does not exist */
async function templateFor(
  em: EntityManager,
  tenantId: string,
  { templateId, vendor, model }: StationInput,
): Promise<StationTemplateRow | null> {
  if (templateId === undefined) return vendor ? findTemplateOf(em, tenantId, { vendor, model }) : null;
  const named = await findTemplate(em, tenantId, templateId);
  if (named !== null) return named;
  throw unprocessable([{ path: 'templateId', message: `there is no template ${templateId}` }]);
}

/** @throws Problem 409 if another EVSE has an eMI3 id */
async function describe(
  { em, tenantId }: RegistryTransaction,
  { id: stationId, evses = [] }: StationInput,
): Promise<void> {
  const [used] = await evsesWithIds(
    em,
    tenantId,
    evses.flatMap(({ evseId }) => evseId ?? []),
  );
  if (used !== undefined) throw conflict('evse-id-used', `Another EVSE has the id ${used.evseId}.`);
  await describeEvses(
    em,
    tenantId,
    evses.map((evse) => ({ stationId, ...evse })),
  );
}

async function taken({ em, tenantId }: RegistryTransaction, id: string): Promise<Error> {
  const existing = await findStation(em, tenantId, id);
  return existing === null || existing.deletedAt === null
    ? conflict('station-exists', `There is a station ${id} already.`)
    : conflict('station-id-used', `A station ${id} was deleted; ids are not used again.`);
}
