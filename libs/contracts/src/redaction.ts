/** What stands where a secret was. */
export const REDACTED = '[redacted]';

/** Configuration keys, variables and members that hold a secret: of the standards, and as vendors name theirs. */
const SECRET_NAME = /passw|passphrase|secret|authorizationkey|private.?key|simpin/i;

/** Whether a configuration key or variable of this name holds a secret: its value is neither kept nor shown. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Members that hold the value of a key or variable. */
const VALUES: ReadonlySet<string> = new Set(['value', 'attributeValue', 'actualValue']);
const PRIVATE_KEY = /(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END [A-Z ]*PRIVATE KEY-----|$)/gs;
const URL_PASSWORD = /(:\/\/[^\s/:@]{1,255}:)[^\s/@]{0,255}(?=@)/g;

interface Seen {
  secrets: number;
}

/**
 * A copy of JSON that may be kept and shown, without credentials and key material: values of secret keys and variables (as
 * ChangeConfiguration, SetVariables, what reads them, and the neutral commands have them), passwords and keys of a network
 * profile, passwords in URLs, private keys. Certificates and signing requests are public and stay.
 * @returns the copy, and how many secrets were taken out of it
 * @throws RangeError for what is nested deeper than the stack
 */
export function redactSecrets<T>(value: T): { value: T; secrets: number } {
  const seen: Seen = { secrets: 0 };
  return { value: redact(value, '', seen) as T, secrets: seen.secrets };
}

function redact(value: unknown, parent: string, seen: Seen): unknown {
  if (typeof value === 'string') return redactText(value, seen);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redact(item, parent, seen));
  const hidesValues = namesSecret(value as Record<string, unknown>);
  const members = Object.entries(value).map(([name, inner]): [string, unknown] => {
    const isSecret =
      SECRET_NAME.test(name) || (parent === 'vpn' && name === 'key') || (hidesValues && VALUES.has(name));
    // 2.x reports list the attributes of a variable beside its name.
    if (hidesValues && name === 'variableAttribute') return [name, withoutValues(inner, seen)];
    return [name, isSecret ? hide(inner, seen) : redact(inner, name, seen)];
  });
  return Object.fromEntries(members);
}

/** `{key}` of 1.x, `{variable: {name}}` of 2.x, `{variable}` of neutral commands. */
function namesSecret({ key, variable }: Record<string, unknown>): boolean {
  const name = typeof variable === 'object' && variable !== null ? (variable as { name?: unknown }).name : variable;
  return [key, name].some((text) => typeof text === 'string' && SECRET_NAME.test(text));
}

function withoutValues(attributes: unknown, seen: Seen): unknown {
  if (!Array.isArray(attributes)) return hide(attributes, seen);
  return attributes.map((attribute: unknown) => {
    const { value } = (attribute ?? {}) as { value?: unknown };
    return value === undefined ? attribute : { ...(attribute as object), value: hide(value, seen) };
  });
}

/** Of what is no single value only the secrets inside are hidden. */
function hide(value: unknown, seen: Seen): unknown {
  if (typeof value === 'object' && value !== null) return redact(value, '', seen);
  if (value === '' || value === null || value === undefined || typeof value === 'boolean') return value;
  seen.secrets++;
  return REDACTED;
}

function redactText(text: string, seen: Seen): string {
  if (!text.includes('PRIVATE KEY') && !text.includes('://')) return text;
  const redacted = text.replace(PRIVATE_KEY, `$1${REDACTED}$2`).replace(URL_PASSWORD, `$1${REDACTED}`);
  if (redacted !== text) seen.secrets++;
  return redacted;
}
