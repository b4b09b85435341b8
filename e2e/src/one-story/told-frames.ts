import { type Answers, WireStation } from './wire-station';

/** Stands in a frame for the transaction's name: the label that 1.x was last given. */
export const TX = '<transaction>';

/** What a station sends: `[action, payload]`, and how it may be answered. */
export type Told = readonly [action: string, payload: object];

interface Teller {
  url: string;
  version: '1.6' | '2.0.1';
  model: string;
  answers?: Answers;
}

/** A station that boots as the model, sends these calls one after the other, each answered, and leaves. */
export async function tellFrames(o: Teller, frames: readonly Told[]): Promise<void> {
  await (await tellAndStay(o, frames)).close();
}

/** As `tellFrames`, but the station stays: it answers the platform's calls. */
export async function tellAndStay(o: Teller, frames: readonly Told[]): Promise<WireStation> {
  const station = await WireStation.connect(o.url, `ocpp${o.version}`, o.answers);
  const who16 = { chargePointVendor: 'Frames', chargePointModel: o.model };
  const who201 = { reason: 'PowerUp', chargingStation: { vendorName: 'Frames', model: o.model } };
  await station.send([2, 'boot', 'BootNotification', o.version === '1.6' ? who16 : who201]);
  let label: number | undefined;
  for (const [n, [action, payload]] of frames.entries()) {
    const text = JSON.stringify(payload).replaceAll(JSON.stringify(TX), String(label));
    const answer = await station.send([2, String(n), action, JSON.parse(text) as object]);
    label = (answer['transactionId'] as number | undefined) ?? label;
  }
  return station;
}
