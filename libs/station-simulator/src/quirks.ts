import type { Payload } from './call-lane';
import type { Boots } from './registration';

/** What a station does otherwise than OCPP 1.6 wants, one habit a word. Each was seen in some vendor's frames. */
export interface Quirks {
  /** Message ids count from 1 again at each boot; otherwise they are UUIDs. */
  countedMessageIds?: true;
  /** Leaves the reason out of a StopTransaction where it is Local. */
  omitsLocalReason?: true;
  /** When it sends BootNotifications. */
  boots?: Boots;
  /** Tells the new status of a connector before the StopTransaction that made it. */
  statusFirst?: true;
  /** A SecurityEventNotification right after the boot, unasked. */
  securityEventAtBoot?: true;
  /** Frames with tabs and line ends. */
  printedFrames?: true;
  /** `meterValue` and `sampledValue` are objects where they should be lists. */
  meterAsObject?: true;
  valuesAsNumbers?: true;
  /** `Celcius`, `Hz`, and a context of its own. */
  misspeltUnits?: true;
  /** Sampled energy is in kWh, and is said to be Wh. */
  kWhAsWh?: true;
  /** Registers of starts and stops have a fraction. */
  fractionsOfWh?: true;
  timesWithoutZone?: true;
  /** Connectors, transactions and registers are texts. */
  numbersAsText?: true;
  /** A raw control character at the end of tokens. */
  controlBytesInTokens?: true;
  /** An empty vendor, `errorCode: "Error"`, `info: "null"`, and members of its own. */
  oddTexts?: true;
}

type Member = Record<string, unknown>;

/** A call's payload as a station with these habits sends it. The station's own ledger stays right. */
export function bend(quirks: Quirks, action: string, payload: object): object {
  let bent = { ...(payload as Member) };
  for (const list of ['meterValue', 'transactionData']) {
    if (Array.isArray(bent[list])) bent[list] = bendMeterValues(quirks, bent[list] as Payload[]);
  }
  if (quirks.fractionsOfWh) bent = mapped(bent, ['meterStart', 'meterStop'], (wh) => Number(wh) + 0.25);
  if (quirks.numbersAsText) {
    bent = mapped(bent, ['connectorId', 'transactionId', 'meterStart', 'meterStop'], String);
  }
  if (quirks.timesWithoutZone) bent = mapped(bent, ['timestamp'], withoutZone);
  if (quirks.controlBytesInTokens) bent = mapped(bent, ['idTag'], (idTag) => `${String(idTag)}${CONTROL}`);
  return quirks.oddTexts ? withOddTexts(action, bent) : bent;
}

/** A call as a station with these habits writes it. */
export function writeCall(quirks: Quirks, id: string, action: string, payload: object): string {
  const frame = [2, id, action, bend(quirks, action, payload)];
  const text = quirks.printedFrames ? JSON.stringify(frame, null, '\t') : JSON.stringify(frame);
  // JSON would escape it; these stations do not.
  return quirks.controlBytesInTokens ? text.replaceAll('\\u0003', CONTROL) : text;
}

/** End of text: what some card readers send behind a uid. */
const CONTROL = '\u0003';

const mapped = (member: Member, names: readonly string[], to: (value: unknown) => unknown): Member => ({
  ...member,
  ...Object.fromEntries(names.flatMap((name) => (member[name] === undefined ? [] : [[name, to(member[name])]]))),
});

const withoutZone = (time: unknown): string => `${String(time).slice(0, -1)}000000`;

function bendMeterValues(quirks: Quirks, meterValues: readonly Payload[]): unknown {
  const bent = meterValues.map((meterValue) => {
    const samples = (meterValue['sampledValue'] as Payload[]).map((sample) => bendSample(quirks, sample));
    const timed = quirks.timesWithoutZone ? mapped(meterValue, ['timestamp'], withoutZone) : meterValue;
    return { ...timed, sampledValue: quirks.meterAsObject && samples.length === 1 ? samples[0] : samples };
  });
  return quirks.meterAsObject && bent.length === 1 ? bent[0] : bent;
}

const MISSPELT: Record<string, string> = { Celsius: 'Celcius' };

function bendSample(quirks: Quirks, sample: Payload): Member {
  let bent = { ...sample };
  const { measurand, unit, context } = bent;
  if (quirks.kWhAsWh && unit === 'Wh') bent['value'] = (Number(bent['value']) / 1_000).toFixed(3);
  if (quirks.valuesAsNumbers) bent = mapped(bent, ['value'], Number);
  if (!quirks.misspeltUnits) return bent;
  if (measurand === 'Frequency') bent['unit'] = 'Hz';
  if (typeof unit === 'string' && MISSPELT[unit]) bent['unit'] = MISSPELT[unit];
  if (context === 'Sample.Periodic') bent['context'] = 'Sample.Now';
  return bent;
}

function withOddTexts(action: string, payload: Member): Member {
  switch (action) {
    case 'BootNotification':
      return { ...payload, chargePointVendor: '', chargePointModel: 'Model of 22 characters', uptime: 7 };
    case 'StatusNotification':
      return {
        ...payload,
        info: payload['connectorId'] === 0 ? 'null' : 'i'.repeat(80),
        errorCode: payload['errorCode'] === 'NoError' ? 'NoError' : 'Error',
        vendorErrorCode: null,
      };
    default:
      return payload;
  }
}
