/** A 1.6 transactionId as text, exactly: also beyond 2^53, where a number's own text would be in exponents. */
export function toTransactionRef(transactionId: number): string {
  return Number.isInteger(transactionId) ? BigInt(transactionId).toString() : String(transactionId);
}

/** The reference of a transaction the station names: 0 and -1 name none (errata 3.18; readings outside transactions). */
export function toNamedTransactionRef(transactionId: number | undefined): string | undefined {
  return transactionId === undefined || transactionId <= 0 ? undefined : toTransactionRef(transactionId);
}
