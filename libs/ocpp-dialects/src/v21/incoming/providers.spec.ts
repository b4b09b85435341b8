import type { ProviderReply } from '../../dialect';
import { take } from '../golden.fixture';

const certificateHashData = { hashAlgorithm: 'SHA256', issuerNameHash: 'a', issuerKeyHash: 'b', serialNumber: 'c' };
const company = { name: 'n', address1: 'a', city: 'c', country: 'de' };

describe('messages of 2.1 that somebody outside the platform answers', () => {
  it('VatNumberValidation is Rejected where nobody can look it up, and tells the company where somebody can', () => {
    const asked = { vatNumber: 'DE123456789', evseId: 1 };
    const provider: ProviderReply = { about: 'vatNumber', reply: { ok: true, company } };
    const taken = take('VatNumberValidation', asked);
    expect(taken.question).toEqual({
      ask: 'provider',
      about: 'vatNumber',
      request: { vatNumber: 'DE123456789', evse: 1 },
    });
    expect(taken.answer).toEqual({ ...asked, status: 'Rejected' });
    expect(take('VatNumberValidation', asked, { provider }).answer).toEqual({ ...asked, company, status: 'Accepted' });
    const tooLong = take('VatNumberValidation', { vatNumber: 'x'.repeat(30) });
    expect(tooLong).toMatchObject({
      remarks: ['text-too-long'],
      answer: { vatNumber: 'x'.repeat(20), status: 'Rejected' },
    });
  });

  it('GetCertificateChainStatus is told of each certificate, Failed where nobody can be asked', () => {
    const one = { certificateHashData, source: 'OCSP', urls: ['http://ocsp'] };
    const other = {
      certificateHashData: { ...certificateHashData, serialNumber: 'd' },
      source: 'CRL',
      urls: ['http://crl'],
    };
    const payload = { certificateStatusRequests: [one, other] };
    const { question, answer } = take('GetCertificateChainStatus', payload);
    expect(question?.request).toEqual({
      certificates: [
        { ...certificateHashData, source: 'ocsp', urls: ['http://ocsp'] },
        { ...certificateHashData, serialNumber: 'd', source: 'crl', urls: ['http://crl'] },
      ],
    });
    const status = (item: typeof one, word: string, nextUpdate: string) => ({
      certificateHashData: item.certificateHashData,
      source: item.source,
      status: word,
      nextUpdate,
    });
    const inAnHour = '2025-06-01T11:00:05.300Z';
    expect(answer).toEqual({ certificateStatus: [status(one, 'Failed', inAnHour), status(other, 'Failed', inAnHour)] });
    const nextUpdate = '2025-07-01T00:00:00.000Z';
    const provider: ProviderReply = {
      about: 'certificateChainStatus',
      reply: { ok: true, statuses: [{ status: 'revoked', nextUpdate }] },
    };
    expect(take('GetCertificateChainStatus', payload, { provider }).answer).toEqual({
      certificateStatus: [status(one, 'Revoked', nextUpdate), status(other, 'Failed', inAnHour)],
    });
  });

  it('Get15118EVCertificate tells how many contracts there are left, of those the car likes best', () => {
    const payload = {
      iso15118SchemaVersion: 'urn:iso:std:iso:15118:-20:CommonMessages',
      action: 'Install',
      exiRequest: 'gAA=',
      maximumContractCertificateChains: 2,
      prioritizedEMAIDs: ['E1', 'E2'],
    };
    const provider: ProviderReply = {
      about: 'contractCertificate',
      reply: { ok: true, exiResponse: 'gAE=', remainingContracts: 1 },
    };
    const taken = take('Get15118EVCertificate', payload, { provider });
    expect(taken.question?.request).toMatchObject({ maximumChains: 2, preferredEmaids: ['E1', 'E2'] });
    expect(taken.answer).toEqual({ status: 'Accepted', exiResponse: 'gAE=', remainingContracts: 1 });
  });

  it('SignCertificate names its request, and wants certificates of ISO 15118-20 too', () => {
    const payload = { csr: 'PEM', certificateType: 'V2G20Certificate', requestId: 9 };
    const { question, answer } = take('SignCertificate', payload);
    expect(question).toEqual({
      ask: 'provider',
      about: 'signCertificate',
      request: { csr: 'PEM', purpose: 'v2g-20', requestId: 9 },
    });
    expect(answer).toEqual({ status: 'Rejected' });
  });
});
