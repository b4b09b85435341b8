import type { StationOptions } from '../options';
import type { Random } from '../random';

/** The ChargingStation of a BootNotification. */
export interface ChargingStation {
  vendorName: string;
  model: string;
  serialNumber: string;
  firmwareVersion: string;
  modem: { iccid: string; imsi: string };
}

const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.int(0, 9)).join('');

/** @throws RangeError for a profile that does not speak 2.0.1. */
export function modelOf201(options: StationOptions, random: Random): ChargingStation {
  if (options.profile === 'go-e') throw new RangeError('a go-e Charger speaks OCPP 1.6');
  return {
    vendorName: options.vendor ?? 'Simulated',
    model: options.model ?? 'Wallbox 22',
    serialNumber: `SN${digits(random, 8)}`,
    firmwareVersion: options.firmwareVersion ?? '2.3.1',
    modem: { iccid: `8988${digits(random, 15)}`, imsi: `90140${digits(random, 10)}` },
  };
}
