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
  return refusal(4, id, code, description, details);
}

/** OCPP 2.1 CALLRESULTERROR: the answer `id` of the station could not be processed. `id` is JSON already. */
export function resultErrorFrame(id: string, code: string, description: string): string {
  return refusal(5, id, code, description, {});
}

function refusal(type: 4 | 5, id: string, code: string, description: string, details: object): string {
  const cut = description.slice(0, LONGEST_DESCRIPTION).replace(/[\ud800-\udbff]$/, '');
  return `[${type},${id},${JSON.stringify(code)},${JSON.stringify(cut)},${JSON.stringify(details)}]`;
}
