/** Which parts of a report (2.x NotifyReport) have come. They come in any order, repeated, or not at all. */
export interface ReportProgress {
  /** Those that have come, ascending. */
  readonly seqNos: readonly number[];
  /** Of the part that said it is the last; null until it came. */
  readonly lastSeqNo: number | null;
}

export const NO_PARTS: ReportProgress = { seqNos: [], lastSeqNo: null };

/** A report of more parts than any station's is never complete; its values count all the same. */
const MOST_PARTS = 10_000;

/** The same object for a part that came before: a repeat changes nothing. */
export function takePart(known: ReportProgress, part: { seqNo: number; last: boolean }): ReportProgress {
  const { seqNo, last } = part;
  if (seqNo < 0 || seqNo >= MOST_PARTS) return known;
  const lastSeqNo = last ? seqNo : known.lastSeqNo;
  if (known.seqNos.includes(seqNo)) return lastSeqNo === known.lastSeqNo ? known : { ...known, lastSeqNo };
  return { seqNos: [...known.seqNos, seqNo].sort((a, b) => a - b), lastSeqNo };
}

/** Whether all parts from 0 to the last have come. */
export function isComplete({ seqNos, lastSeqNo }: ReportProgress): boolean {
  if (lastSeqNo === null) return false;
  return seqNos.filter((seqNo) => seqNo <= lastSeqNo).length === lastSeqNo + 1;
}
