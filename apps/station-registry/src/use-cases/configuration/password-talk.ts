import { LONGEST_KEY_BYTES, toAuthorizationKey } from '../../domain/configuration/password-change';
import type { Ending } from '../../domain/commands/command';
import { generatePassword } from '../../store/registration/credential-hash';
import { isOffered } from '../../store/registration/credential.repository';
import type { RegistryWriter } from '../../store/registry-writer';
import { getStation } from '../../store/registration/station.repository';
import { untilTrue, type Relink } from '../commands/relink';
import type { Asked, Talk, TalkEnd, Tell } from '../commands/talk';

export type PasswordBody = { type: 'change-password'; password?: string | undefined };

/** With a password that is made here if none is given: 20 letters and digits, legal in every version. */
export function withPassword(body: PasswordBody): Required<PasswordBody> & { password: string } {
  return { ...body, password: body.password ?? generatePassword() };
}

/**
 * Gives a station another password: SecurityCtrlr.BasicAuthPassword (2.x, A01), or the key AuthorizationKey (1.6) in hex. The old one
 * admits until the station has logged in with the new one, which is waited for a while; a station that does not come back by itself has
 * its link ended, so that it shows which one it has.
 */
export class PasswordTalk implements Talk<PasswordBody> {
  readonly steps = 5;

  constructor(
    private readonly writer: RegistryWriter,
    private readonly relink: Relink,
    private readonly patienceMs: number,
  ) {}

  async run({ author, stationId, body }: Asked<PasswordBody>, tell: Tell): Promise<TalkEnd> {
    const { password = '' } = body;
    const ending = await tellPassword(tell, password);
    if (ending.status !== 'accepted') return { ending };
    const { tenantId } = author;
    const { securityProfile } = await this.writer.read(tenantId, (em) => getStation(em, tenantId, stationId));
    const rebootRequired = /reboot-?required/i.test(JSON.stringify(ending.response ?? null));
    const isSeen = async (): Promise<boolean> =>
      !(await this.writer.read(tenantId, (em) => isOffered(em, tenantId, stationId, password)));
    const relink = rebootRequired ? undefined : () => this.relink(tenantId, stationId, 'its password was changed');
    const verified = securityProfile > 0 && (await untilTrue(isSeen, this.patienceMs, relink));
    return { ending: { ...ending, response: { verified, rebootRequired } } };
  }
}

async function tellPassword(tell: Tell, password: string): Promise<Ending> {
  const variable = { component: 'SecurityCtrlr', variable: 'BasicAuthPassword', value: password };
  const ending = await tell({ type: 'set-variables', variables: [variable] });
  if (ending.status !== 'unsupported') return ending;
  const value = toAuthorizationKey(password);
  if (value.length > 2 * LONGEST_KEY_BYTES) {
    const description = `OCPP 1.6 takes a password of ${LONGEST_KEY_BYTES} bytes at most; nothing was sent.`;
    return { status: 'invalid', response: null, error: { code: 'PasswordTooLong', description } };
  }
  const byKey = await tell({ type: 'set-configuration', key: 'AuthorizationKey', value });
  // A station of 2.x has no keys: what it said of the variable is why.
  return byKey.status === 'unsupported' && byKey.response === null && ending.response !== null ? ending : byKey;
}
