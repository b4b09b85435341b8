export {
  ANONYMOUS,
  findFault,
  readEnvelope,
  soapFault,
  toSoapFault,
  writeFault,
  writeMessage,
  type FaultSubcode,
  type SoapFault,
  type SoapHeader,
  type SoapHeaderOut,
  type SoapMessage,
} from './envelope';
export { XmlRefused, type XmlElement } from './parse-xml';
export { toPayload, writePayload } from './payload';
export { readSoapTable, type SoapTable, type XmlType } from './soap-table';
