const TEXT_OF_DEEP_FRAME = 4_096;
const DEEPEST = 64;

/**
 * Parses a frame's text, forgiving what real stations do to JSON: a byte order mark, NUL bytes at the end (C strings), and
 * raw control bytes inside strings. Each of them is named in `remarks`.
 * @returns the value, or undefined if it is no JSON all the same or nested deeper than any OCPP message.
 */
export function parseText(text: string, remarks: string[]): { value: unknown } | undefined {
  const trimmed = trimOddEnds(text, remarks);
  const value = tryJson(trimmed) ?? tryWithEscapedControls(trimmed, remarks);
  if (value === undefined) return undefined;
  if (text.length > TEXT_OF_DEEP_FRAME && isDeeperThan(value.value, DEEPEST)) {
    remarks.push('nested-too-deep');
    return undefined;
  }
  return value;
}

function trimOddEnds(text: string, remarks: string[]): string {
  let trimmed = text;
  if (trimmed.charCodeAt(0) === 0xfeff) {
    remarks.push('byte-order-mark');
    trimmed = trimmed.slice(1);
  }
  if (trimmed.endsWith('\0')) {
    remarks.push('trailing-nul');
    let end = trimmed.length;
    while (end > 0 && trimmed.charCodeAt(end - 1) === 0) end--;
    trimmed = trimmed.slice(0, end);
  }
  return trimmed;
}

function tryJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function tryWithEscapedControls(text: string, remarks: string[]): { value: unknown } | undefined {
  const escaped = escapeControls(text);
  if (escaped === text) return undefined;
  const parsed = tryJson(escaped);
  if (parsed) remarks.push('control-bytes');
  return parsed;
}

/** Escapes control bytes inside string literals; between them, tabs and line ends are legal JSON. */
function escapeControls(text: string): string {
  let escaped = '';
  let done = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) inString = !inString;
    else if (inString && code === 0x5c) i++;
    else if (inString && code < 0x20) {
      escaped += `${text.slice(done, i)}\\u${code.toString(16).padStart(4, '0')}`;
      done = i + 1;
    }
  }
  return done === 0 ? text : escaped + text.slice(done);
}

function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? Object.values(item).filter((v) => typeof v === 'object') : [],
    );
  }
  return false;
}
