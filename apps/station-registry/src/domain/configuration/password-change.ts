import type { Ending } from '../commands/command';

/** What a command may ask a station to change its password to, in the shapes that the API takes. */
type Asked = { type: string } & Record<string, unknown>;

const is = (word: string, text: unknown): boolean => typeof text === 'string' && text.toLowerCase() === word;
const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * The password a command gives its station: the key AuthorizationKey (1.6), the variable SecurityCtrlr.BasicAuthPassword
 * (2.x), as a neutral command or as a raw call. Names are compared in any case, as stations do.
 */
export function passwordIn(command: Asked): string | undefined {
  switch (command.type) {
    case 'change-password':
      return textIn(command.password);
    case 'set-configuration':
      return is('authorizationkey', command.key) ? textIn(command.value) : undefined;
    case 'set-variables':
      return ofVariables(command.variables, ({ component, variable, value }) => [component, variable, value]);
    case 'ocpp':
      return inRawCall(command.action, command.payload as Record<string, unknown>);
    default:
      return undefined;
  }
}

function inRawCall(action: unknown, payload: Record<string, unknown>): string | undefined {
  if (action === 'ChangeConfiguration') return is('authorizationkey', payload.key) ? textIn(payload.value) : undefined;
  if (action !== 'SetVariables') return undefined;
  return ofVariables(payload.setVariableData, ({ component, variable, attributeValue }) => [
    (component as { name?: unknown } | undefined)?.name,
    (variable as { name?: unknown } | undefined)?.name,
    attributeValue,
  ]);
}

function ofVariables(
  list: unknown,
  read: (one: Record<string, unknown>) => [component: unknown, variable: unknown, value: unknown],
): string | undefined {
  if (!Array.isArray(list)) return undefined;
  for (const one of list as Record<string, unknown>[]) {
    const [component, variable, value] = read(one);
    if (is('securityctrlr', component) && is('basicauthpassword', variable)) return textIn(value);
  }
  return undefined;
}

/** A password that is legal as AuthorizationKey of 1.6 (16 to 20 bytes, told in hex) and as BasicAuthPassword of 2.x (16 to 40). */
export const LONGEST_KEY_BYTES = 20;

/** As 1.6 is told it (security whitepaper, AuthorizationKey): the hex digits of its bytes. */
export function toAuthorizationKey(password: string): string {
  return [...new TextEncoder().encode(password)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Which password the station has after such a command: the new one, still the old one, or nobody knows. */
export type PasswordOutcome = 'new' | 'old' | 'unknown';

/** Whether nothing reached the station, so that nothing can have changed. */
const NEVER_TAKEN = new Set<Ending['status']>(['offline', 'unsupported', 'invalid', 'expired']);

/**
 * What the station's answer means for its password (OCPP 2.0.1 A01.FR.03). An answer that may be lost, one for
 * several variables, and one that waits for a reboot leave it open: the next login tells.
 */
export function decidePassword(command: Asked, { status, response }: Ending): PasswordOutcome {
  if (NEVER_TAKEN.has(status)) return 'old';
  if (command.type === 'ocpp') return rawOutcome(status, response as Record<string, unknown> | null);
  // It is seen by the station's next login, and the old one is kept till then: stations accept, and go on with what they had.
  if (command.type === 'change-password' && status === 'accepted') return 'unknown';
  const several = command.type === 'set-variables' && (command.variables as unknown[]).length > 1;
  if (status === 'accepted') return 'new';
  return status === 'rejected' && !several ? 'old' : 'unknown';
}

function rawOutcome(status: Ending['status'], response: Record<string, unknown> | null): PasswordOutcome {
  if (status === 'timeout' || status === 'unknown-outcome' || response === null) return 'unknown';
  const results = response.setVariableResult;
  const said = Array.isArray(results)
    ? results.map((one: { attributeStatus?: unknown }) => one.attributeStatus)
    : [response.status];
  if (said.every((word) => word === 'Accepted')) return 'new';
  return said.length === 1 && said[0] !== 'RebootRequired' ? 'old' : 'unknown';
}
