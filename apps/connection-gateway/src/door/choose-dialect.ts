import { dialects, type Dialect } from '@chargebus/ocpp-dialects';
import type { OcppVersion } from '@chargebus/contracts';

/**
 * The version of a link: the first offered subprotocol that we speak (the station's own order of preference), never the
 * URL. A station that offers none is `assumed`, if the operator allows it.
 * @returns undefined where there is no common version; the handshake is then completed and the socket closed.
 */
export function chooseDialect(offered: Iterable<string>, assumed: OcppVersion | undefined): Dialect | undefined {
  let offers = 0;
  for (const subprotocol of offered) {
    offers++;
    const dialect = dialects.find((candidate) => candidate.subprotocol === subprotocol);
    if (dialect) return dialect;
  }
  if (offers > 0) return undefined;
  return dialects.find((candidate) => candidate.version === assumed);
}
