/** Whether `a` is an earlier instant than `b`; both ISO 8601, of any precision. */
export const isBefore = (a: string, b: string): boolean => Date.parse(a) < Date.parse(b);
