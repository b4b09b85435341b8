const LONGEST_DESCRIPTION = 255;

export function callFrame(id: string, action: string, payload: object): string {
  return `[2,${JSON.stringify(id)},${JSON.stringify(action)},${JSON.stringify(payload)}]`;
}

/** `id` is JSON already: the id as the station wrote it. */
export function resultFrame(id: string, payload: object): string {
  return `[3,${id},${JSON.stringify(payload)}]`;
}

/** Always five elements: the description may be empty but not absent, and so the details (OCPP-J 1.6 4.2.3). */
export function errorFrame(id: string, code: string, description: string, details: object): string {
  const cut = description.slice(0, LONGEST_DESCRIPTION).replace(/[\ud800-\udbff]$/, '');
  return `[4,${id},${JSON.stringify(code)},${JSON.stringify(cut)},${JSON.stringify(details)}]`;
}
