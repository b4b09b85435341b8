import { z } from 'zod';
import { asks } from '@chargebus/contracts';
import { NatsAskServer } from '@chargebus/messaging';
import { BillingBench, ended, energyTariff } from './testing/billing-bench';

/** OCPI 2.2.1 (d2) 10.3 and 10.4, with the types of 16: what a CDR may and must hold. */
const ci = (most: number) =>
  z
    .string()
    .regex(/^[\x20-\x7e]+$/)
    .max(most);
const dateTime = z.iso.datetime().max(25);
const price = z.strictObject({ excl_vat: z.number(), incl_vat: z.number().optional() });
const cdr = z.strictObject({
  country_code: ci(2).length(2),
  party_id: ci(3).length(3),
  id: ci(39),
  start_date_time: dateTime,
  end_date_time: dateTime,
  session_id: ci(36).optional(),
  cdr_token: z.strictObject({
    country_code: ci(2).length(2),
    party_id: ci(3).length(3),
    uid: ci(36),
    type: z.enum(['AD_HOC_USER', 'APP_USER', 'OTHER', 'RFID']),
    contract_id: ci(36),
  }),
  auth_method: z.enum(['AUTH_REQUEST', 'COMMAND', 'WHITELIST']),
  cdr_location: z.strictObject({
    id: ci(36),
    name: z.string().max(255).optional(),
    address: z.string().min(1).max(45),
    city: z.string().min(1).max(45),
    postal_code: z.string().max(10).optional(),
    country: z.string().length(3),
    coordinates: z.strictObject({
      latitude: z.string().regex(/^-?[0-9]{1,2}\.[0-9]{5,7}$/),
      longitude: z.string().regex(/^-?[0-9]{1,3}\.[0-9]{5,7}$/),
    }),
    evse_uid: ci(36),
    evse_id: ci(48),
    connector_id: ci(36),
    connector_standard: z.string().regex(/^[A-Z0-9_]+$/),
    connector_format: z.enum(['SOCKET', 'CABLE']),
    connector_power_type: z.enum(['AC_1_PHASE', 'AC_2_PHASE', 'AC_2_PHASE_SPLIT', 'AC_3_PHASE', 'DC']),
  }),
  currency: z.string().length(3),
  charging_periods: z
    .array(
      z.strictObject({
        start_date_time: dateTime,
        dimensions: z
          .array(z.strictObject({ type: z.enum(['ENERGY', 'TIME', 'PARKING_TIME']), volume: z.number() }))
          .min(1),
        tariff_id: ci(36).optional(),
      }),
    )
    .min(1),
  total_cost: price,
  total_fixed_cost: price.optional(),
  total_energy: z.number(),
  total_energy_cost: price.optional(),
  total_time: z.number(),
  total_time_cost: price.optional(),
  total_parking_cost: price.optional(),
  remark: z.string().max(255).optional(),
  invoice_reference_id: ci(39).optional(),
  credit: z.literal(true).optional(),
  credit_reference_id: ci(39).optional(),
  last_updated: dateTime,
});

describe('exports', () => {
  const BILLS = 1_205;
  let bench: BillingBench;
  let registry: NatsAskServer;

  beforeAll(async () => {
    bench = await BillingBench.open();
    await bench.api('/tariffs', energyTariff('0.30', { default: true }));
    for (let n = 0; n < BILLS; n++) {
      await bench.finished(ended(`s${n}`, 1_000 + n, { token: n === 3 ? '=cmd|"calc"!A1' : 'CARD' }));
    }
    await bench.billOf(`s${BILLS - 1}`);
    const { id } = await bench.billOf('s5');
    await bench.api(`/bills/${id}/correct`, { reason: 'double', energyWh: 500 });
    // The registry's end of the ask.
    registry = new NatsAskServer(bench.messaging);
    const place = {
      stationId: 'CP-1',
      location: {
        ...{ id: 'L1', name: 'Hof', address: 'Lange Gasse 1, 1080 Wien', countryCode: 'AT' },
        coordinates: { latitude: 48.2, longitude: 16.35 },
      },
      evses: [
        {
          ...{ id: 1, uid: '01900000-0000-7000-8000-000000000001', evseId: 'AT*CBS*E1' },
          connectors: [{ id: 1, standard: 'IEC_62196_T2_COMBO', powerType: 'DC' }],
        },
      ],
    };
    const answer = () =>
      Promise.resolve({ ok: true, operator: { countryCode: 'AT', partyId: 'CBS' }, places: [place] });
    registry.addHandler(asks.places.subject, answer as never, false, { queue: 'registry', ask: asks.places });
    await new Promise<void>((resolve) => void registry.listen(() => resolve()));
  });
  afterAll(async () => {
    await registry?.close();
    await bench?.close();
  });

  it('gives every bill once as CSV, across pages, and no formula', async () => {
    const response = await bench.raw('/bills/export.csv');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = (await response.text()).split('\r\n');
    expect(lines.pop()).toBe('');
    const [header, ...rows] = lines;
    expect(header?.split(',').slice(0, 4)).toEqual(['number', 'id', 'status', 'heldFor']);
    const ids = rows.map((row) => row.split(',')[1]);
    expect(new Set(ids).size).toBe(BILLS);
    expect(ids).toHaveLength(BILLS);
    // 2.2 kWh x 0.30 = 0.66, VAT 0.13
    expect(rows.find((row) => row.includes(',s1200,'))).toContain(',2200,0.66,0.13,0.79,EUR,');
    expect(rows.find((row) => row.includes(',s3,'))).toContain(`,"'=cmd|""calc""!A1",`);
    const none = await (await bench.raw('/bills/export.csv?to=2020-01-01T00:00:00Z')).text();
    expect(none).toBe(`${header}\r\n`);
    const credited = await (await bench.raw('/bills/export.csv?status=credited')).text();
    expect(credited).toBe(`${header}\r\n`);
    expect((await bench.raw('/bills/export.csv?status=open')).status).toBe(400);
  });

  it('gives final bills and credit notes as CDRs that keep the rules of OCPI 2.2.1', async () => {
    const all = (await (await bench.raw('/bills/export/cdrs')).json()) as any[];
    // The corrected one has three: final, its credit, and the new one.
    expect(all).toHaveLength(BILLS + 2);
    const faults = all.flatMap((one) => cdr.safeParse(one).error?.issues ?? []);
    expect(faults).toEqual([]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(BILLS + 2);
    const [first, credit, second] = all.filter(({ session_id }) => session_id === 's5');
    expect(first).toMatchObject({
      total_cost: { excl_vat: 0.3, incl_vat: 0.36 },
      total_energy: 1.005,
      total_time: 1,
      total_energy_cost: { excl_vat: 0.3 },
      cdr_token: { uid: 'CARD', type: 'RFID' },
      cdr_location: { city: 'Wien', postal_code: '1080', country: 'AUT', connector_standard: 'IEC_62196_T2_COMBO' },
    });
    expect(first.remark).toBeUndefined();
    expect(credit).toMatchObject({ credit: true, credit_reference_id: first.id, total_cost: { excl_vat: -0.3 } });
    expect(second).toMatchObject({ total_cost: { excl_vat: 0.15, incl_vat: 0.18 } });
    expect(await (await bench.raw('/bills/export/cdrs?to=2020-01-01T00:00:00Z')).json()).toEqual([]);
  });

  it('frees what a client held that went away, and refuses more exports than it has room for', async () => {
    for (let n = 0; n < 6; n++) {
      const gone = new AbortController();
      const response = await bench.raw('/bills/export.csv', { signal: gone.signal });
      await response.body!.getReader().read();
      gone.abort();
      await expect(settled()).resolves.toBe(200);
    }
    const open = await Promise.all([1, 2, 3, 4].map(() => bench.raw('/bills/export.csv')));
    const statuses = await Promise.all(open.map(async (response) => (await response.text(), response.status)));
    expect(statuses.sort()[0]).toBe(200);
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
  });

  /** Two can run again: nothing of the one that was cut off is left. */
  async function settled(): Promise<number> {
    for (const deadline = Date.now() + 5_000; ;) {
      const both = await Promise.all([1, 2].map(() => bench.raw('/bills/export.csv')));
      await Promise.all(both.map((response) => response.text()));
      const worst = Math.max(...both.map(({ status }) => status));
      if (worst === 200 || Date.now() > deadline) return worst;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
});
