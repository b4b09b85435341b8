import { createHash, randomBytes, sign } from 'node:crypto';
import type { Api } from './api';

/** For tests alone: whoever trusts it trusts everybody. Good for a hundred years. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMfRQLQ0+FcPLFiC4
ghtYd13wA/zBUcSNmhDGaVJ/rwKhRANCAATlqIgNjXfyF2wEdU4z8JQy2BF32MBM
CTZmL8WjIL4klWNEeRTDtU0JZPvisIutNEO4nFoaZtVkwW9KtuPLIwKa
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBizCCATGgAwIBAgIUCNH1ZBNvL1fnYhKId/ZI84JnIPUwCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPRmlybXdhcmUgc2lnbmVyMCAXDTI2MTEyODA4MDYyNloYDzIx
MjYxMTA0MDgwNjI2WjAaMRgwFgYDVQQDDA9GaXJtd2FyZSBzaWduZXIwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAATlqIgNjXfyF2wEdU4z8JQy2BF32MBMCTZmL8Wj
IL4klWNEeRTDtU0JZPvisIutNEO4nFoaZtVkwW9KtuPLIwKao1MwUTAdBgNVHQ4E
FgQUChc/2WdAo9/vdR3/993SSmxL85YwHwYDVR0jBBgwFoAUChc/2WdAo9/vdR3/
993SSmxL85YwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBbrg6k
TAaVV+dOb3kGMMK6w3/p+XLroVENjeEFdPsF7gIhAPcQzC+yI/pWWzrW0cNq6zW4
0kjn5TBZkTlHbSvSIWhM
-----END CERTIFICATE-----`;

export interface ImageWish {
  vendor?: string;
  model?: string;
  version: string;
  signed?: boolean;
  reportedVersion?: string;
  hardware?: string;
  bytes?: number;
}

/** Uploads an image of random bytes, whose version is in its name: simulated stations boot with that. @returns its id */
export async function uploadImage(api: Api, { signed, bytes = 600_000, ...wish }: ImageWish): Promise<string> {
  const content = randomBytes(bytes);
  const form = new FormData();
  const details = { vendor: 'Simulated', model: 'Wallbox 22', ...wish };
  for (const [name, value] of Object.entries(details)) form.set(name, value);
  if (signed) {
    form.set('signature', sign('sha256', content, KEY).toString('base64'));
    form.set('signingCertificate', CERTIFICATE);
  }
  form.set('file', new Blob([content]), `fw-${wish.version}.bin`);
  const response = await fetch(`${api.baseUrl}/api/v1/firmware/images`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.token}` },
    body: form,
  });
  const body = (await response.json()) as { id: string; sha256: string };
  if (response.status !== 201) throw new Error(`${response.status} ${JSON.stringify(body)}`);
  if (body.sha256 !== createHash('sha256').update(content).digest('hex')) throw new Error('another content was stored');
  return body.id;
}
