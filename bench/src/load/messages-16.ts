import { BENCH_TOKEN } from './plan';
import type { Script } from './script';

const METER_VALUES = 6;
/** Of a sample: as at 11 kW where they come every 5 s, for a session that goes on. */
const STEP_WH = 1_000;
const STEADY_STEP_WH = 15;

/** The mix in OCPP 1.6: heartbeat, three statuses, authorization, start, six meter values, stop. */
export function* session16(session: number, goesOn: boolean): Script {
  const status = (value: string) => ({
    action: 'StatusNotification',
    payload: { connectorId: 1, errorCode: 'NoError', status: value, timestamp: now() },
  });
  const meterStart = session * 10_000;
  const stepWh = goesOn ? STEADY_STEP_WH : STEP_WH;
  yield { action: 'Heartbeat', payload: {} };
  yield status('Preparing');
  yield { action: 'Authorize', payload: { idTag: BENCH_TOKEN } };
  const started = yield {
    action: 'StartTransaction',
    payload: { connectorId: 1, idTag: BENCH_TOKEN, meterStart, timestamp: now() },
  };
  const transactionId = Number(started['transactionId'] ?? 1);
  yield status('Charging');
  for (let i = 1; goesOn || i <= METER_VALUES; i++) {
    yield {
      action: 'MeterValues',
      payload: { connectorId: 1, transactionId, meterValue: [meterValue(meterStart + i * stepWh)] },
    };
  }
  yield { action: 'StopTransaction', payload: { transactionId, meterStop: meterStart + 7_000, timestamp: now() } };
  yield status('Available');
}

export const boot16 = {
  action: 'BootNotification',
  payload: { chargePointVendor: 'Bench', chargePointModel: 'Loop' },
};

function meterValue(registerWh: number): object {
  const sample = (measurand: string, value: number, unit: string) => ({ measurand, value: String(value), unit });
  return {
    timestamp: now(),
    sampledValue: [
      sample('Energy.Active.Import.Register', registerWh, 'Wh'),
      sample('Power.Active.Import', 11_040, 'W'),
      { ...sample('Current.Import', 16, 'A'), phase: 'L1' },
      { ...sample('Voltage', 230, 'V'), phase: 'L1-N' },
    ],
  };
}

const now = (): string => new Date().toISOString();
