import { defineConfig, fromEnv } from '@chargebus/service-runtime';
import { z } from 'zod';
import { isProxyRange } from '../door/trusted-proxies';
import { isCallbackRange } from './callback-guard';

/** Stations of OCPP 1.5 and 1.6 over SOAP. */
export const soapConfig = defineConfig({
  SOAP: {
    schema: z.enum(['off', 'on', 'open']),
    default: 'off',
    describe:
      'Stations over SOAP under /soap on the same ports; on: each proves who it is by HTTP Basic, by its password as the last part of /soap/<tenant>/<password>, by a client certificate or by SOAP_ADDRESSES; open: an identity is believed without proof',
  },
  SOAP_ADDRESSES: {
    schema: fromEnv
      .list()
      .refine((ranges) => ranges.every(isProxyRange), 'must be addresses or CIDR ranges, e.g. 10.0.0.0/8,192.0.2.7'),
    default: '',
    describe: 'Addresses and CIDR ranges from which SOAP stations need no other proof, as those of a private APN',
  },
  SOAP_CALLBACK_RANGES: {
    schema: fromEnv
      .list()
      .refine(
        (entries) => entries.every(isCallbackRange),
        'must be addresses or CIDR ranges, each for all tenants or for one, e.g. 10.0.0.0/8,acme=192.0.2.0/24',
      ),
    default: '',
    describe:
      'Where calls to SOAP stations may be sent, as a station says its address itself: addresses and CIDR ranges, for all tenants or, as acme=192.0.2.0/24, for one; none: nowhere. Loopback and link-local count only where a range lies within them',
  },
  SOAP_MAX_BYTES: {
    schema: fromEnv.int(1_024, 16_777_216),
    default: 262_144,
    describe: 'Longest message of a SOAP station in bytes, also decompressed; beyond it the answer is 413',
  },
});
