import { X509Certificate } from 'node:crypto';
import { Authority } from '../testing/certificates';
import { describeCertificate, findCertificateFault, readForwardedCertificate } from './client-certificate';

describe('a client certificate', () => {
  let authority: Authority;
  let pem: string;
  let certificate: X509Certificate;
  beforeAll(async () => {
    authority = await Authority.make();
    pem = (await authority.issue('CN=CP-1, O=Example\\, Inc, O=Other')).cert;
    certificate = new X509Certificate(pem);
  });
  const ca = (): X509Certificate[] => [new X509Certificate(authority.pem)];

  it('is described by the names in its subject', () => {
    expect(describeCertificate(certificate)).toEqual({
      commonNames: ['CP-1'],
      organizations: ['Example, Inc', 'Other'],
      fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    });
  });

  it('is read from every form in which proxies forward it', () => {
    const der = certificate.raw.toString('base64');
    const escaped = encodeURIComponent(pem);
    for (const header of [`:${der}:`, der, escaped, `Hash=00;Cert="${escaped}";Subject="CN=CP-1"`]) {
      expect(readForwardedCertificate(header)).toMatchObject({ fingerprint256: certificate.fingerprint256 });
    }
    expect(readForwardedCertificate(undefined)).toBeUndefined();
    expect(readForwardedCertificate(' ')).toBeUndefined();
    expect(readForwardedCertificate('By=nobody')).toBe('unreadable');
    expect(readForwardedCertificate('%E0%A4%A')).toBe('unreadable');
  });

  it('counts while it is valid and of a known authority', async () => {
    expect(findCertificateFault(certificate, ca(), new Date())).toBeUndefined();
    expect(findCertificateFault(certificate, [], new Date())).toBeUndefined();
    const other = new X509Certificate((await Authority.make()).pem);
    expect(findCertificateFault(certificate, [other], new Date())).toContain('no known authority');
    expect(findCertificateFault(certificate, ca(), new Date(Date.now() + 86_400_000))).toContain('expired');
    expect(findCertificateFault(certificate, ca(), new Date(Date.now() - 2 * 86_400_000))).toContain('not valid yet');
  });
});
