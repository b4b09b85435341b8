import PDFDocument from 'pdfkit';
import type { InvoiceDocument, InvoiceEntry } from '../domain/invoice';

/** Fonts with Latin, Greek and Cyrillic letters: those that PDF readers bring along have Western European ones only. */
const REGULAR = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const BOLD = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf');

const MARGIN = 50;
const WIDTH = 595.28 - 2 * MARGIN;
const BOTTOM = 841.89 - 70;
/** Where columns begin, from the left margin, in points of an A4 page; the last three are set to the right. */
const COLUMNS = [0, 42, 145, 300, 352, 405, WIDTH];

/** Heights of a bill's row and of a line that explains it, points. */
const ROW = 12;
const LINE = 9;

type Pdf = InstanceType<typeof PDFDocument>;

/**
 * Prints an issued invoice, or a statement, as a PDF: the same document always gives the same pages.
 * @returns a stream that makes the pages as they are read
 */
export function printInvoice(document: InvoiceDocument): Pdf {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    font: REGULAR,
    info: {
      Title: titleOf(document),
      Author: document.seller?.name ?? '',
      // A document's id is made of these: fixed, so that printing twice gives the same bytes.
      CreationDate: new Date(document.issuedAt ?? document.month.until),
    },
  });
  pdf.registerFont('bold', BOLD).registerFont('regular', REGULAR);
  printHead(pdf, document);
  let page = 1;
  numberPage(pdf, document, page);
  pdf.on('pageAdded', () => numberPage(pdf, document, ++page));
  printEntries(pdf, document);
  printSums(pdf, document);
  pdf.end();
  return pdf;
}

/** At the foot, so that no page of it goes missing unseen. */
function numberPage(pdf: Pdf, document: InvoiceDocument, page: number): void {
  const { x, y } = pdf;
  const at = { width: WIDTH, align: 'right', lineBreak: false } as const;
  pdf
    .font('regular')
    .fontSize(7)
    .text(`${titleOf(document)}, page ${page}`, MARGIN, BOTTOM + 10, at);
  pdf.x = x;
  pdf.y = page === 1 ? y : MARGIN;
}

function titleOf({ kind, number }: InvoiceDocument): string {
  const title = { invoice: 'Invoice', 'credit-note': 'Credit note', statement: 'Statement' }[kind];
  return number === null ? title : `${title} ${number}`;
}

function printHead(pdf: Pdf, document: InvoiceDocument): void {
  const { seller, recipient, month } = document;
  const lines = (texts: (string | null | undefined)[]): string => texts.filter(Boolean).join('\n');
  pdf
    .font('bold')
    .fontSize(11)
    .text(seller?.name ?? '');
  pdf.font('regular').fontSize(8);
  pdf.text(lines([seller?.address, seller?.email, seller?.vatId && `VAT id ${seller.vatId}`])).moveDown(2);
  pdf.fontSize(10).text(recipient.name);
  pdf.text(lines([recipient.address, recipient.vatId && `VAT id ${recipient.vatId}`])).moveDown(2);
  pdf.font('bold').fontSize(15).text(titleOf(document)).font('regular').fontSize(9);
  pdf.text(`Month ${month.month} (${month.timeZone})`);
  if (document.issuedAt !== null) pdf.text(`Issued ${localTime(document.issuedAt, month.timeZone)}`);
  pdf.moveDown();
}

function printEntries(pdf: Pdf, document: InvoiceDocument): void {
  const head = ['Bill', 'Session', 'Where', 'Net', 'VAT', `Total ${document.currency ?? ''}`];
  printRow(pdf, head, 'bold');
  for (const entry of document.entries) {
    const { billNumber, stationId, net, vat, total } = entry;
    const told = explain(entry);
    // An entry stays together, unless a page has not the room for one.
    if (pdf.y + ROW + told.length * LINE > BOTTOM && told.length < 50) {
      pdf.addPage();
      printRow(pdf, head, 'bold');
    }
    const when = localTime(entry.startedAt, document.month.timeZone);
    printRow(pdf, [String(billNumber), when, stationId, net, vat, total], 'regular');
    for (const text of told) {
      if (pdf.y > BOTTOM - LINE) pdf.addPage();
      pdf.fillColor('#555555').fontSize(7);
      pdf.text(text, MARGIN + (COLUMNS[1] ?? 0), pdf.y, {
        width: WIDTH - (COLUMNS[1] ?? 0),
        height: LINE,
        ellipsis: true,
      });
    }
    pdf.fillColor('black').moveDown(0.5);
  }
  pdf.moveDown();
}

/** What a bill is made of, line by line; of a credit note, what it takes back. */
function explain({ kind, credits, reason, lines }: InvoiceEntry): string[] {
  const of = credits && `credit note for bill ${credits.billNumber}`;
  const on = credits?.invoiceNumber == null ? '' : ` of invoice ${credits.invoiceNumber}`;
  const said = kind === 'credit-note' ? [`${of ?? 'credit note'}${on}${reason ? `: ${reason}` : ''}`] : [];
  const told = lines.map(
    ({ kind: what, quantity, unit, unitPrice, vatPercent, amount }) =>
      `${what} ${quantity} ${unit} × ${unitPrice} = ${amount}, VAT ${vatPercent} %`,
  );
  return [...said, ...told];
}

function printSums(pdf: Pdf, document: InvoiceDocument): void {
  if (pdf.y > BOTTOM - 90) pdf.addPage();
  for (const { vatPercent, net, vat, total } of document.vatSummary) {
    printRow(pdf, ['', '', `VAT ${vatPercent} %`, net, vat, total], 'regular');
  }
  printRow(pdf, ['', '', 'Total', document.net, document.vat, document.total], 'bold');
  if (document.seller?.footer)
    pdf.moveDown(2).fontSize(8).text(document.seller.footer, MARGIN, pdf.y, { width: WIDTH });
}

function printRow(pdf: Pdf, cells: string[], font: 'bold' | 'regular'): void {
  if (pdf.y > BOTTOM) pdf.addPage();
  pdf.font(font).fontSize(8);
  const top = pdf.y;
  cells.forEach((cell, n) => {
    const left = COLUMNS[n] ?? 0;
    const width = (COLUMNS[n + 1] ?? WIDTH) - left;
    pdf.text(cell, MARGIN + left, top, { width, align: n > 2 ? 'right' : 'left', lineBreak: false, ellipsis: true });
  });
  pdf.font('regular').text('', MARGIN, top + ROW);
}

/** `2026-03-01 11:00`, in the zone. */
function localTime(instant: string, timeZone: string): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
}
