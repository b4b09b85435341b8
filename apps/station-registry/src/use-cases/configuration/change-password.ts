import type { Ending } from '../../domain/commands/command';
import { decidePassword, passwordIn } from '../../domain/configuration/password-change';
import { offerPassword, promotePassword, withdrawPassword } from '../../store/registration/credential.repository';
import type { Author, RegistryWriter } from '../../store/registry-writer';
import { getStationForUpdate } from '../../store/registration/station.repository';

type Asked = { type: string } & Record<string, unknown>;

/**
 * Keeps a station's credentials in step with commands that change its password. The new one admits beside the old one from
 * before the command leaves until it is known which one the station has: by its answer, or by its next login.
 */
export class ChangePassword {
  constructor(private readonly writer: RegistryWriter) {}

  /** @returns whether the command changes the password; to be called before it is sent. */
  async begin(author: Author, stationId: string, command: Asked): Promise<boolean> {
    const password = passwordIn(command);
    if (password === undefined) return false;
    await this.writer.write(author, async (tx) => {
      await getStationForUpdate(tx.em, tx.tenantId, stationId);
      await offerPassword(tx.em, tx.tenantId, stationId, password);
      await tx.logChange('station', stationId, 'password-offered', { command: command.type });
    });
    return true;
  }

  /** Settles what the station's answer settles. */
  async end(author: Author, stationId: string, command: Asked, ending: Ending): Promise<void> {
    const outcome = decidePassword(command, ending);
    const password = passwordIn(command);
    if (password === undefined) return;
    await this.writer.write(author, async (tx) => {
      const { securityProfile } = await getStationForUpdate(tx.em, tx.tenantId, stationId);
      if (outcome === 'old') return withdrawPassword(tx.em, tx.tenantId, stationId, password);
      // Without a security profile no login asks for a password: none is locked out by the new one, and none would show it.
      const isNew = outcome === 'new' || (ending.status === 'accepted' && securityProfile === 0);
      if (!isNew || !(await promotePassword(tx.em, tx.tenantId, stationId, password))) return;
      await tx.logChange('station', stationId, 'password-changed', { by: 'its answer' });
    });
  }
}
