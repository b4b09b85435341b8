const REDACTED = '[redacted]';

/** Looked for in a frame before anything else, so that nearly all frames cost no more than this. */
const SUSPECT =
  /passw|passphrase|secret|authorizationkey|private.{0,2}key|simpin|"vpn"|:\\?\/\\?\/[^\s"/@]{1,255}:[^\s"/@]{0,255}@/i;
/** Configuration keys, variables and members that hold a secret: of the standards, and as vendors name theirs. */
const SECRET_NAME = /passw|passphrase|secret|authorizationkey|private.?key|simpin/i;
/** Members that hold the value of a key or variable. */
const VALUES: ReadonlySet<string> = new Set(['value', 'attributeValue', 'actualValue']);
const PRIVATE_KEY = /(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END [A-Z ]*PRIVATE KEY-----|$)/gs;
const URL_PASSWORD = /(:\/\/[^\s/:@]{1,255}:)[^\s/@]{0,255}(?=@)/g;

/**
 * A frame without credentials and key material: values of secret keys and variables (ChangeConfiguration, SetVariables, and
 * what reads them), passwords and keys of a network profile, passwords in URLs, private keys. Certificates and signing
 * requests are public and stay.
 * @returns undefined where there is nothing to hide, else the frame, written anew
 */
export function redactFrame(frame: string): string | undefined {
  if (!SUSPECT.test(frame)) return undefined;
  try {
    const seen = { secrets: 0 };
    const redacted = JSON.stringify(redact(JSON.parse(frame), '', seen));
    return seen.secrets > 0 ? redacted : undefined;
  } catch {
    // Broken, or nested without end: nothing can be told apart, so no text stays.
    return frame.replace(/(:\s*)"(?:[^"\\]|\\.)*(?:"|\\?$)/gs, `$1"${REDACTED}"`);
  }
}

function redact(value: unknown, parent: string, seen: { secrets: number }): unknown {
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

/** `{key}` of 1.x, `{variable: {name}}` of 2.x. */
function namesSecret({ key, variable }: Record<string, unknown>): boolean {
  const name = typeof variable === 'object' && variable !== null ? (variable as { name?: unknown }).name : key;
  return typeof name === 'string' && SECRET_NAME.test(name);
}

function withoutValues(attributes: unknown, seen: { secrets: number }): unknown {
  if (!Array.isArray(attributes)) return hide(attributes, seen);
  return attributes.map((attribute: unknown) => {
    const { value } = (attribute ?? {}) as { value?: unknown };
    return value === undefined ? attribute : { ...(attribute as object), value: hide(value, seen) };
  });
}

/** Of what is no single value only the secrets inside are hidden. */
function hide(value: unknown, seen: { secrets: number }): unknown {
  if (typeof value === 'object' && value !== null) return redact(value, '', seen);
  if (value === '' || value === null || value === undefined || typeof value === 'boolean') return value;
  seen.secrets++;
  return REDACTED;
}

function redactText(text: string, seen: { secrets: number }): string {
  if (!text.includes('PRIVATE KEY') && !text.includes('://')) return text;
  const redacted = text.replace(PRIVATE_KEY, `$1${REDACTED}$2`).replace(URL_PASSWORD, `$1${REDACTED}`);
  if (redacted !== text) seen.secrets++;
  return redacted;
}
