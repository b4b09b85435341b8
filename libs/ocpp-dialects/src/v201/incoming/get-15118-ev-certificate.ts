import type { IncomingRow } from '../../dialect';
import { withoutAbsent, type JsonObject } from '../../json';
import { providedMessage, textOf } from '../../provided-message';
import type { RequestOf, ResponseOf } from '../actions';

type Wanted = RequestOf<'Get15118EVCertificate'>;

/**
 * OCPP 2.x M01, M02: a car wants a contract certificate. Without a provider it is Failed, which needs an EXI response, if only
 * an empty one. `several` (2.1): the car may fetch more than one, and is told how many are left.
 */
export const get15118EVCertificateIn = (o: {
  several: boolean;
}): IncomingRow<Wanted, ResponseOf<'Get15118EVCertificate'>> =>
  providedMessage<'contractCertificate', Wanted, ResponseOf<'Get15118EVCertificate'>>(
    'Get15118EVCertificate',
    'contractCertificate',
    {
      toRequest: (wanted) =>
        withoutAbsent({
          action: wanted.action === 'Update' ? ('update' as const) : ('install' as const),
          schemaVersion: textOf(wanted, 'iso15118SchemaVersion'),
          exiRequest: textOf(wanted, 'exiRequest'),
          maximumChains: countIn(wanted, 'maximumContractCertificateChains'),
          preferredEmaids: textsIn(wanted, 'prioritizedEMAIDs'),
        }),
      toAnswer: ({ exiResponse, remainingContracts }) => {
        const answer = { status: 'Accepted' as const, exiResponse };
        return o.several ? withoutAbsent({ ...answer, remainingContracts }) : answer;
      },
      otherwise: () => ({ status: 'Failed', exiResponse: '' }),
    },
  );

export const get15118EVCertificate = get15118EVCertificateIn({ several: false });

function countIn(holder: object, member: string): number | undefined {
  const value = (holder as JsonObject)[member];
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

function textsIn(holder: object, member: string): string[] | undefined {
  const value = (holder as JsonObject)[member];
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : undefined;
}
