import type { ProviderReply } from '../../dialect';
import { take } from '../golden.fixture';

const csr = { csr: 'PEM' };
const ocspRequestData = {
  hashAlgorithm: 'SHA256',
  issuerNameHash: 'a',
  issuerKeyHash: 'b',
  serialNumber: 'c',
  responderURL: 'http://ocsp',
};
const install = { iso15118SchemaVersion: 'urn:iso:15118:2:2013:MsgDef', action: 'Install', exiRequest: 'gAA=' };
const { responderURL: responderUrl, ...hash } = ocspRequestData;

describe('messages that somebody outside the platform answers', () => {
  it.each<[string, string, object, object, object, ProviderReply, object]>([
    [
      'TC_P_02_CSMS what a vendor made up, where nobody knows the vendor, and where somebody does',
      'DataTransfer',
      { vendorId: 'v', data: { a: [1] } },
      { vendorId: 'v', data: { a: [1] } },
      { status: 'UnknownVendorId' },
      { about: 'dataTransfer', reply: { ok: true, data: [2] } },
      { status: 'Accepted', data: [2] },
    ],
    [
      'what a vendor made up, a message that nobody knows',
      'DataTransfer',
      { vendorId: 'v', messageId: 'm' },
      { vendorId: 'v', messageId: 'm' },
      { status: 'UnknownVendorId' },
      { about: 'dataTransfer', reply: { ok: false, reason: 'unknown-message' } },
      { status: 'UnknownMessageId' },
    ],
    [
      'TC_A_11_CSMS a certificate will be signed',
      'SignCertificate',
      csr,
      { csr: 'PEM', purpose: 'station' },
      { status: 'Rejected' },
      { about: 'signCertificate', reply: { ok: true } },
      { status: 'Accepted' },
    ],
    [
      'TC_A_12_CSMS a V2G certificate will be signed',
      'SignCertificate',
      { ...csr, certificateType: 'V2GCertificate' },
      { csr: 'PEM', purpose: 'v2g' },
      { status: 'Rejected' },
      { about: 'signCertificate', reply: { ok: true } },
      { status: 'Accepted' },
    ],
    [
      'TC_M_24_CSMS whether a certificate was revoked',
      'GetCertificateStatus',
      { ocspRequestData },
      { ...hash, responderUrl },
      { status: 'Failed' },
      { about: 'certificateStatus', reply: { ok: true, ocspResult: 'MIIB' } },
      { status: 'Accepted', ocspResult: 'MIIB' },
    ],
    [
      'TC_M_26_CSMS a contract certificate for a car',
      'Get15118EVCertificate',
      install,
      { action: 'install', schemaVersion: install.iso15118SchemaVersion, exiRequest: 'gAA=' },
      { status: 'Failed', exiResponse: '' },
      { about: 'contractCertificate', reply: { ok: true, exiResponse: 'gAE=', remainingContracts: 1 } },
      { status: 'Accepted', exiResponse: 'gAE=' },
    ],
    [
      'TC_M_28_CSMS a newer contract certificate for a car',
      'Get15118EVCertificate',
      { ...install, action: 'Update' },
      { action: 'update', schemaVersion: install.iso15118SchemaVersion, exiRequest: 'gAA=' },
      { status: 'Failed', exiResponse: '' },
      { about: 'contractCertificate', reply: { ok: true, exiResponse: 'gAE=' } },
      { status: 'Accepted', exiResponse: 'gAE=' },
    ],
  ])('%s', (_title, action, payload, request, unanswered, provider, answer) => {
    const events = [{ kind: 'station.message.reported', data: { action, payload } }];
    const question = { ask: 'provider', about: provider.about, request };
    expect(take(action, payload)).toEqual({ remarks: [], question, events, answer: unanswered });
    expect(take(action, payload, { provider })).toEqual({ remarks: [], question, events, answer });
    const refused = { about: provider.about, reply: { ok: false, reason: 'unavailable' } } as ProviderReply;
    expect(take(action, payload, { provider: refused }).answer).toEqual(unanswered);
  });

  it('are asked for as they came, odd as they may be', () => {
    const { question, remarks, answer } = take('GetCertificateStatus', {
      ocspRequestData: {
        ...ocspRequestData,
        hashAlgorithm: 'MD5',
        responderURL: 'x'.repeat(600),
        serialNumber: undefined,
      },
    });
    expect(question?.request).toMatchObject({ hashAlgorithm: 'MD5', serialNumber: '', responderUrl: 'x'.repeat(600) });
    expect(remarks.sort()).toEqual(['property-missing', 'text-too-long', 'word-unknown']);
    expect(answer).toEqual({ status: 'Failed' });
  });
});
