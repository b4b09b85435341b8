/** Keys and variables that hold a station's secret: 1.6 section 9 of the security white paper, 2.0.1 SecurityCtrlr. */
const SECRETS = new Set(['authorizationkey', 'basicauthpassword']);
const HIDDEN = '(hidden)';

/** A copy of a command's parameters that the ledger may keep: the values of secret keys and variables are hidden. */
export function redact<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item) => redact<unknown>(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const secret = namesSecret(value as Record<string, unknown>);
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    secret && (name === 'value' || name === 'attributeValue') ? HIDDEN : redact<unknown>(inner),
  ]);
  return Object.fromEntries(entries) as T;
}

function namesSecret({ key, variable }: Record<string, unknown>): boolean {
  const name = typeof variable === 'object' && variable !== null ? (variable as { name?: unknown }).name : variable;
  return [key, name].some((text) => typeof text === 'string' && SECRETS.has(text.toLowerCase()));
}
