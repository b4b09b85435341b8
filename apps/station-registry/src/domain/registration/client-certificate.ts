/** Who a client certificate speaks for; its chain was verified where the TLS ended. */
export interface PresentedCertificate {
  commonNames: readonly string[];
  organizations: readonly string[];
}

/**
 * Whether a certificate is this station's (OCPP 2.0.1 use case A00, security profile 3; 1.6 security white paper): its common
 * name is the station's id or registered serial number, or has it as one of several words, as "serial model" would;
 * part of a word is not enough, else `CP-10` could pass for `CP-1`.
 * @param organization - the operator's name as certificates must bear it; null: any
 */
export function certificateFits(
  { commonNames, organizations }: PresentedCertificate,
  station: { id: string; serialNumber: string | null },
  organization: string | null,
): boolean {
  if (organization !== null && !organizations.includes(organization)) return false;
  const names = station.serialNumber === null ? [station.id] : [station.id, station.serialNumber];
  return commonNames.some((common) => {
    const words = common.split(/[\s,;]+/);
    return names.some((name) => common === name || words.includes(name));
  });
}
