/** `value` if the contracts can hold it: an integer that a number holds exactly. */
export function safeInteger(value: number | undefined): number | undefined {
  return Number.isSafeInteger(value) ? value : undefined;
}
