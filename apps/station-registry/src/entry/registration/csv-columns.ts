/** How a cell is read; what cannot be read stays text, and the field's own check says what it should be. */
type Read = (text: string) => unknown;

const asText: Read = (text) => text;
const asNumber: Read = (text) => (/^-?\d{1,9}$/.test(text) ? Number(text) : text);
const asFlag: Read = (text) => ({ true: true, false: false })[text.toLowerCase()] ?? text;
const asList: Read = (text) => text.split('|').map((part) => part.trim());
/** `1=1.1|2=1.2`: connector 2 is connector 2 of EVSE 1. */
const asEvseMap: Read = (text) =>
  Object.fromEntries(
    text.split('|').map((part) => {
      const [, connectorId, evse, connector] = /^\s*(\d+)\s*=\s*(\d+)\.(\d+)\s*$/.exec(part) ?? [];
      return connectorId === undefined
        ? [part, 'must be written as connector=evse.connector, e.g. 2=1.2']
        : [connectorId, { evse: Number(evse), connector: Number(connector) }];
    }),
  );

const COLUMNS: Readonly<Record<string, Read>> = {
  id: asText,
  password: asText,
  securityProfile: asNumber,
  name: asText,
  locationId: asText,
  timeZone: asText,
  vendor: asText,
  model: asText,
  serialNumber: asText,
  assumeVersion: asText,
  templateId: asText,
  tags: asList,
  groups: asList,
  strict: asFlag,
  showsCost: asFlag,
  evseMap: asEvseMap,
  callbackUrl: asText,
  allowedAddresses: asList,
};
const EVSE_ID = /^evses\.(\d{1,4})\.evseId$/i;
const CONNECTOR = /^evses\.(\d{1,4})\.connectors\.(\d{1,3})\.(standard|powerType|maxPowerW)$/i;
const CONNECTOR_FIELDS: Readonly<Record<string, Read>> = {
  standard: asText,
  powerType: asText,
  maxPowerW: asNumber,
};

/** A line as it grows, cell by cell. */
export type Draft = Record<string, unknown> & { evses?: DraftEvse[] };
interface DraftEvse {
  id: number;
  evseId?: unknown;
  connectors?: ({ id: number } & Record<string, unknown>)[];
}
/** Puts a cell into the line. */
export type Column = { name: string; put(draft: Draft, text: string): void };

const sameName = (a: string) => (b: string) => a.toLowerCase() === b.toLowerCase();

/** The column of a header's cell, in any case; undefined if there is none such. */
export function findColumn(header: string): Column | undefined {
  const name = Object.keys(COLUMNS).find(sameName(header));
  const read = COLUMNS[name ?? ''];
  if (name !== undefined && read !== undefined) {
    return { name, put: (draft, text) => void (draft[name] = read(text)) };
  }
  const [, evseOnly] = EVSE_ID.exec(header) ?? [];
  if (evseOnly !== undefined) {
    const id = Number(evseOnly);
    return { name: `evses.${id}.evseId`, put: (draft, text) => void (evseOf(draft, id).evseId = text) };
  }
  const [, evse, connector, word = ''] = CONNECTOR.exec(header) ?? [];
  const field = Object.keys(CONNECTOR_FIELDS).find(sameName(word));
  if (evse === undefined || field === undefined) return undefined;
  const [evseNumber, id] = [Number(evse), Number(connector)];
  return {
    name: `evses.${evseNumber}.connectors.${id}.${field}`,
    put: (draft, text) => {
      connectorOf(evseOf(draft, evseNumber), id)[field] = CONNECTOR_FIELDS[field]?.(text);
    },
  };
}

function evseOf(draft: Draft, id: number): DraftEvse {
  return found((draft.evses ??= []), id, { id });
}

function connectorOf(evse: DraftEvse, id: number): { id: number } & Record<string, unknown> {
  return found((evse.connectors ??= []), id, { id });
}

function found<T extends { id: number }>(list: T[], id: number, fresh: T): T {
  const known = list.find((one) => one.id === id);
  if (known !== undefined) return known;
  list.push(fresh);
  return fresh;
}

/** For whoever named a column that there is not. */
export const COLUMN_NAMES = [
  ...Object.keys(COLUMNS),
  'evses.<n>.evseId',
  ...Object.keys(CONNECTOR_FIELDS).map((field) => `evses.<n>.connectors.<m>.${field}`),
];
