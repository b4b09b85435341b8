import { z } from 'zod';
import { defineAsk } from './define-ask';
import { subjectToken } from './subjects';
import { instant, stationId, tenantId } from './words';

/**
 * Questions that somebody outside the platform answers: a certificate authority, an ISO 15118 provisioning service, a tax
 * office. Whoever connects one listens on its subject (queue group `provider`); where nobody listens, or nobody answers in time,
 * the station is told so in the words of its version (`Failed`, `Rejected`).
 */
const asked = { tenantId, stationId };

/** Which certificate is meant, by hashes (RFC 6960). The station's own words: texts are not checked here. */
const certificateHash = {
  hashAlgorithm: z.string(),
  issuerNameHash: z.string(),
  issuerKeyHash: z.string(),
  serialNumber: z.string(),
};

/** A car wants a contract certificate installed or renewed (ISO 15118). Requests and responses are EXI in base64. */
export const contractCertificate = defineAsk('provider', 'contract-certificate', {
  request: {
    ...asked,
    action: z.enum(['install', 'update']),
    /** The ISO 15118 schema of the request, e.g. `urn:iso:15118:2:2013:MsgDef`. */
    schemaVersion: z.string(),
    exiRequest: z.string(),
    /** OCPP 2.1: how many contracts the car has room for, and which it likes best. */
    maximumChains: z.int().nonnegative().optional(),
    preferredEmaids: z.array(z.string()).optional(),
  },
  ok: {
    exiResponse: z.string(),
    /** OCPP 2.1: how many more contracts there are to fetch. */
    remainingContracts: z.int().nonnegative().optional(),
  },
  refusals: ['no-contract', 'refused', 'unavailable'],
});

/** Was this certificate revoked? Answered by the OCSP responder that the certificate names. */
export const certificateStatus = defineAsk('provider', 'certificate-status', {
  request: { ...asked, ...certificateHash, responderUrl: z.string() },
  ok: {
    /** OCSPResponse (RFC 6960), DER in base64. */
    ocspResult: z.string(),
  },
  refusals: ['unavailable'],
});

/** OCPP 2.1: the same of each certificate of a chain, by revocation list or by OCSP. */
export const certificateChainStatus = defineAsk('provider', 'certificate-chain-status', {
  request: {
    ...asked,
    certificates: z.array(z.object({ ...certificateHash, source: z.enum(['crl', 'ocsp']), urls: z.array(z.string()) })),
  },
  ok: {
    /** One for each that was asked for, in that order. */
    statuses: z.array(z.object({ status: z.enum(['good', 'revoked', 'unknown', 'failed']), nextUpdate: instant })),
  },
  refusals: ['unavailable'],
});

/**
 * A station wants a certificate signed. `ok` promises that one will come, later, by a CertificateSigned call to the
 * station; a refusal is told at once.
 */
export const signCertificate = defineAsk('provider', 'sign-certificate', {
  request: {
    ...asked,
    /** The certificate signing request, PEM. */
    csr: z.string(),
    purpose: z.enum(['station', 'v2g', 'v2g-20']),
    /** OCPP 2.1: named again by the CertificateSigned that answers it. */
    requestId: z.int().optional(),
  },
  ok: {},
  refusals: ['refused', 'unavailable'],
});

/** OCPP 2.1: a driver who pays on the spot wants a receipt for a company. */
export const vatNumber = defineAsk('provider', 'vat-number', {
  request: { ...asked, vatNumber: z.string(), evse: z.int().nonnegative().optional() },
  ok: {
    company: z
      .object({
        name: z.string(),
        address1: z.string(),
        address2: z.string().optional(),
        city: z.string(),
        postalCode: z.string().optional(),
        country: z.string(),
      })
      .optional(),
  },
  refusals: ['unknown-number', 'unavailable'],
});

/**
 * What a vendor made up (OCPP DataTransfer). Asked on a subject of the vendor's own, `dataTransferSubject(vendorId)`, so that each
 * team hears its vendors' stations and no other's; where nobody listens the station is told UnknownVendorId.
 */
export const dataTransfer = defineAsk('data-transfer', '*', {
  request: {
    ...asked,
    vendorId: z.string(),
    messageId: z.string().optional(),
    /** 1.6: a text. 2.x: any JSON. */
    data: z.unknown().optional(),
  },
  ok: {
    /** For the station; of a 1.6 station it is made a text. */
    data: z.unknown().optional(),
  },
  refusals: ['rejected', 'unknown-message', 'unavailable'],
});

/** Where the stations' data of one vendor is asked about; its id becomes one token as everywhere (`subjectToken`). */
export const dataTransferSubject = (vendorId: string): string => `ask.data-transfer.${subjectToken(vendorId)}`;

export const providerAsks = {
  contractCertificate,
  certificateStatus,
  certificateChainStatus,
  signCertificate,
  vatNumber,
  dataTransfer,
};
export type ProviderAskName = keyof typeof providerAsks;
